// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.client;

import static dev.asyncio4j.Asyncio.async;
import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.Asyncio.sleep;
import static dev.asyncio4j.Asyncio.timeout;

import dev.asyncio4j.AsyncContextManager;
import dev.asyncio4j.Awaitable;
import dev.asyncio4j.Body;
import dev.asyncio4j.Coroutine;
import dev.asyncio4j.EventLoop;
import dev.asyncio4j.TimeoutError;
import dev.asyncio4j.http.wire.Answer;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/// Asks servers: a session with connections that it keeps, and cookies. One of them is enough for a
/// program; it is to be closed.
///
/// ```java
/// try (var client = Http.client()) {
///     var answer = await(client.get("https://example.org/")).raiseForStatus();
///     print(answer.text());
/// }
/// ```
///
/// Any number of tasks may use it at once. **Thread** the loop's in which it was made. **Like**
/// aiohttp's `ClientSession` and httpx's `AsyncClient`.
public final class HttpClient implements AutoCloseable {

    // set once
    private final EventLoop loop;
    private final ClientOptions options;
    private final Pool pool;
    private final Dialer dialer;
    private final CookieJar cookies;
    private final Unclosed unclosed;
    private final RandomGenerator random = RandomGenerator.getDefault();

    /// With the defaults.
    /// @throws IllegalStateException if no loop runs here
    public HttpClient() {
        this(ClientOptions.defaults());
    }

    /// With options.
    /// @throws IllegalStateException if no loop runs here
    public HttpClient(ClientOptions options) {
        this.loop = EventLoop.running();
        this.options = options;
        this.pool = new Pool(loop, options.pool());
        this.dialer = new Dialer(options);
        this.cookies = new CookieJar(loop::time);
        this.unclosed = Unclosed.watch(this, loop, pool);
    }

    /// The options.
    public ClientOptions options() {
        return options;
    }

    /// The cookies.
    public CookieJar cookies() {
        return cookies;
    }

    // ---- asking

    /// GET, and all of the answer. **Suspends** and fails as [#request(ClientRequest)].
    /// @throws IllegalArgumentException if `url` is no address of HTTP
    public Coroutine<ClientResponse> get(String url) {
        return request(ClientRequest.get(url));
    }

    /// POST of an object as JSON, and all of the answer. **Suspends** and fails as
    /// [#request(ClientRequest)].
    /// @throws IllegalArgumentException if `url` is no address of HTTP
    public Coroutine<ClientResponse> post(String url, Object value) {
        return request(ClientRequest.post(url).withJson(value));
    }

    /// Sends a request, and gives all of the answer, whatever its status. **Suspends** until it is
    /// here. **If cancelled** the request may have arrived; its connection is closed.
    ///
    /// Awaiting it fails with `TimeoutError`, which says which time was over ([Timeouts]); with
    /// [ProtocolError], if the answer is broken, cut off or too large, or must not be followed;
    /// with
    /// another `IOException`, if there is no way to the server, or it is not to be trusted; with
    /// `IllegalStateException`, if the client is closed.
    public Coroutine<ClientResponse> request(ClientRequest request) {
        return async(
                "http.request",
                () -> {
                    Timeouts timeouts = request.timeouts(options.timeouts());
                    return limited(
                            request,
                            timeouts.total(),
                            () -> {
                                Opened opened = open(request, timeouts);
                                boolean well = false;
                                try {
                                    byte[] body = opened.stream().takeAll();
                                    well = true;
                                    return new ClientResponse(
                                            opened.stream().head(), body, options::json);
                                } finally {
                                    opened.close(well);
                                }
                            });
                });
    }

    /// Sends a request, and gives the answer as soon as its head is here: `await(client.stream(
    /// request).use(response -> { for (byte[] piece : awaitEach(response)) ... }))`. What the block
    /// has not read when it ends is dropped. **Suspends** and fails as [#request(ClientRequest)];
    /// the total time is over when the head is here, and from then on only silence is measured.
    public AsyncContextManager<ResponseStream> stream(ClientRequest request) {
        return new AsyncContextManager<>() {

            private @Nullable Opened opened;

            @Override
            public Awaitable<ResponseStream> enter() {
                return async(
                        "http.stream",
                        () -> {
                            Timeouts timeouts = request.timeouts(options.timeouts());
                            Opened mine =
                                    limited(
                                            request,
                                            timeouts.total(),
                                            () -> open(request, timeouts));
                            opened = mine;
                            return mine.stream();
                        });
            }

            @Override
            public Awaitable<Boolean> exit(@Nullable Throwable failure) {
                return async(
                        "http.stream.exit",
                        () -> {
                            Opened mine = opened;
                            if (mine != null) {
                                opened = null;
                                mine.leave(failure);
                            }
                            return false;
                        });
            }
        };
    }

    private <T> T limited(ClientRequest request, @Nullable Duration total, Body<T> body)
            throws Exception {
        if (total == null) {
            return body.run();
        }
        var limit = timeout(total);
        try {
            return await(limit.use(body));
        } catch (TimeoutError late) {
            if (!limit.isExpired()) {
                throw late;
            }
            throw new TimeoutError(
                    "total: " + request.summary() + " took longer than " + Dialer.inSeconds(total),
                    late);
        }
    }

    // ---- one request, perhaps several attempts

    /// An answer whose body is to be read.
    private record Opened(ResponseStream stream, Attempt attempt) {

        void close(boolean well) {
            boolean ended = stream.isEnded();
            stream.letGo();
            attempt.finish(well && ended);
        }

        /// Drops what was not read, if it is little.
        void leave(@Nullable Throwable failure) throws Exception {
            boolean well = false;
            try {
                if (failure == null) {
                    attempt.discard();
                    well = true;
                }
            } finally {
                stream.letGo();
                attempt.finish(well);
            }
        }
    }

    private Opened open(ClientRequest asked, Timeouts timeouts) throws Exception {
        if (EventLoop.running() != loop) {
            throw new IllegalStateException("this client belongs to another event loop");
        }
        ClientRequest request = asked;
        List<URI> history = new ArrayList<>();
        while (true) {
            Opened opened = openPatiently(request, timeouts, history);
            ClientRequest next;
            try {
                ResponseHead head = opened.stream().head();
                next =
                        options.redirects() == 0
                                ? null
                                : Redirects.next(request, head.status(), head.headers());
                if (next == null) {
                    return opened;
                }
                if (history.size() >= options.redirects()) {
                    throw new ProtocolError(
                            "more than " + options.redirects() + " redirects: " + asked.summary(),
                            null);
                }
            } catch (Throwable failure) {
                opened.close(false);
                throw failure;
            }
            opened.leave(null);
            history.add(request.url());
            request = next;
        }
    }

    /// As often as the retry policy allows.
    private Opened openPatiently(ClientRequest request, Timeouts timeouts, List<URI> history)
            throws Exception {
        Retry retry = options.retry();
        for (int attempt = 1; ; attempt++) {
            boolean isLast = attempt > retry.times() || !request.isRepeatable();
            Duration pause = retry.pause(attempt, random.nextDouble());
            try {
                Opened opened = openFresh(request, timeouts, history);
                ResponseHead head = opened.stream().head();
                if (isLast || !retry.statuses().contains(head.status())) {
                    return opened;
                }
                Duration wished = RetryAfter.of(head.headers());
                if (wished != null && wished.compareTo(retry.longest()) > 0) {
                    return opened;
                }
                opened.leave(null);
                pause = wished == null ? pause : wished;
            } catch (IOException | TimeoutError failure) {
                boolean mayHelp = !(failure instanceof ProtocolError error) || error.isUnanswered();
                if (isLast || !mayHelp || failure instanceof SSLException) {
                    throw failure;
                }
            }
            await(sleep(pause));
        }
    }

    /// On a connection that works: one that was kept may have been closed by the server.
    private Opened openFresh(ClientRequest request, Timeouts timeouts, List<URI> history)
            throws Exception {
        RequestContent content = RequestContent.atHand(request.content(), options::json);
        while (true) {
            ClientConnection connection = connection(request, timeouts);
            boolean wasUsed = connection.isUsed();
            Attempt attempt = new Attempt(pool, connection, request);
            try {
                return opened(request, attempt, content, timeouts, history);
            } catch (ProtocolError failure) {
                if (!wasUsed || !failure.isUnanswered() || !request.isRepeatable()) {
                    throw failure; // else it was stale
                }
            }
        }
    }

    private ClientConnection connection(ClientRequest request, Timeouts timeouts) throws Exception {
        Pool.Grant grant = pool.take(Origin.of(request.url()));
        ClientConnection kept = grant.connection();
        if (kept != null) {
            return kept;
        }
        ClientConnection made;
        try {
            made = dialer.open(grant.origin(), timeouts);
        } catch (Throwable failure) {
            pool.failed(grant.origin());
            throw failure;
        }
        pool.opened(made);
        return made;
    }

    private Opened opened(
            ClientRequest request,
            Attempt attempt,
            RequestContent content,
            Timeouts timeouts,
            List<URI> history)
            throws Exception {
        Outgoing outgoing = Outgoing.of(request, content, options, cookies);
        Answer answer = attempt.ask(outgoing.target(), outgoing.headers(), content, timeouts);
        if (options.cookies()) {
            cookies.take(request.url(), answer.headers());
        }
        ResponseHead head =
                new ResponseHead(
                        request,
                        answer.status(),
                        answer.minor() == 1 ? "HTTP/1.1" : "HTTP/1.0",
                        answer.headers(),
                        List.copyOf(history));
        return new Opened(
                new ResponseStream(head, attempt, options.limits(), outgoing.decompresses()),
                attempt);
    }

    // ---- the end

    /// Closes all connections, those in use, too: their requests fail. **Suspends** never.
    /// Idempotent.
    @Override
    public void close() {
        unclosed.forget();
        pool.close();
    }

    /// Whether it was closed.
    public boolean isClosed() {
        return pool.isClosed();
    }

    /// `<HttpClient 3 open, 1 idle, 0 waiting>`.
    @Override
    public String toString() {
        return "<HttpClient " + (isClosed() ? "closed" : pool) + ">";
    }
}
