// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.client;

import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.Asyncio.sleep;
import static dev.asyncio4j.Asyncio.timeout;

import dev.asyncio4j.Body;
import dev.asyncio4j.EventLoop;
import dev.asyncio4j.TimeoutError;
import dev.asyncio4j.http.message.Headers;
import dev.asyncio4j.http.wire.Answer;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/// How a client comes from a request to an answer: perhaps by several requests, one behind the
/// other, each of them perhaps tried several times, each try perhaps on several connections.
/// **Thread** loop.
final class Session {

    /// For requests at which a server has not looked: the first is sent again at once.
    private static final Retry UNSEEN =
            Retry.times(10).withPauses(Duration.ofMillis(20), Duration.ofSeconds(1));

    // set once
    private final EventLoop loop;
    private final ClientOptions options;
    private final Pool pool;
    private final Dialer dialer;
    private final CookieJar cookies;
    private final RandomGenerator random = RandomGenerator.getDefault();

    Session(EventLoop loop, ClientOptions options) {
        this.loop = loop;
        this.options = options;
        this.pool = new Pool(loop, options.pool(), options.versions());
        this.dialer = new Dialer(options, pool);
        this.cookies = new CookieJar(loop::time);
    }

    Pool pool() {
        return pool;
    }

    CookieJar cookies() {
        return cookies;
    }

    /// Runs it within the total time of a request.
    <T> T limited(ClientRequest request, @Nullable Duration total, Body<T> body) throws Exception {
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

    /// The head of the answer, behind all redirects.
    Opened open(ClientRequest asked, Timeouts timeouts) throws Exception {
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

    /// On a connection that works: one that was kept may have been closed by the server, and one
    /// that is shared may take no more requests.
    private Opened openFresh(ClientRequest request, Timeouts timeouts, List<URI> history)
            throws Exception {
        RequestContent content = RequestContent.atHand(request.content(), options::json);
        for (int count = 1; ; count++) {
            Attempt attempt =
                    switch (connection(request, false, timeouts)) {
                        case ClientConnection one -> new Http1Attempt(pool, one, request);
                        case SharedConnection one -> new Http2Attempt(one, request);
                    };
            try {
                return opened(request, attempt, content, timeouts, history);
            } catch (ProtocolError failure) {
                if (!isHarmless(failure, attempt, request, content, count)) {
                    throw failure;
                }
            }
            if (count > 1) {
                await(sleep(UNSEEN.pause(count - 1, random.nextDouble())));
            }
        }
    }

    /// Whether the request may be sent once more, whatever the user thinks of repetitions.
    private static boolean isHarmless(
            ProtocolError failure,
            Attempt attempt,
            ClientRequest request,
            RequestContent content,
            int count) {
        if (failure.isUnseen()) {
            return count <= UNSEEN.times() && (content.isRepeatable() || !attempt.hasBegunBody());
        }
        return attempt.isStale() && failure.isUnanswered() && request.isRepeatable();
    }

    /// What becomes of a connection that is to speak another protocol.
    interface Upgrade<T> {
        T made(Answer answer, Http1Attempt attempt) throws Exception;
    }

    /// Asks on a connection for another protocol.
    <T> T upgrade(ClientRequest request, Headers wish, Upgrade<T> upgrade) throws Exception {
        Timeouts timeouts = request.timeouts(options.timeouts());
        return limited(
                request,
                timeouts.total(),
                () -> {
                    ClientConnection connection =
                            (ClientConnection) connection(request, true, timeouts);
                    Http1Attempt attempt = new Http1Attempt(pool, connection, request);
                    boolean well = false;
                    try {
                        Outgoing outgoing =
                                Outgoing.of(
                                        request, ClientRequest.NO_CONTENT, options, cookies, true);
                        Answer answer =
                                attempt.ask(
                                        outgoing.withWish(wish),
                                        ClientRequest.NO_CONTENT,
                                        timeouts);
                        T made = upgrade.made(answer, attempt);
                        well = true;
                        return made;
                    } finally {
                        if (!well) {
                            attempt.finish(false);
                        }
                    }
                });
    }

    /// The other protocol's connection has ended.
    void lost(ClientConnection connection) {
        pool.discard(connection);
    }

    /// A connection, or a place on one.
    /// @param alone whether nobody else may use it meanwhile
    private Pooled connection(ClientRequest request, boolean alone, Timeouts timeouts)
            throws Exception {
        Origin origin = Origin.of(request.url());
        boolean tunnels = alone && options.proxy() != null && options.unixSocket() == null;
        Pool.Grant grant = pool.take(tunnels ? origin.tunnelled() : origin, alone);
        Pooled kept = grant.connection();
        if (kept != null) {
            return kept;
        }
        Pooled made;
        try {
            made = dialer.open(grant.origin(), alone, timeouts);
        } catch (Throwable failure) {
            pool.failed(grant, failure instanceof Exception);
            throw failure;
        }
        pool.opened(grant, made);
        return made;
    }

    private Opened opened(
            ClientRequest request,
            Attempt attempt,
            RequestContent content,
            Timeouts timeouts,
            List<URI> history)
            throws Exception {
        boolean shared = attempt instanceof Http2Attempt;
        Outgoing outgoing = Outgoing.of(request, content, options, cookies, shared);
        Answer answer = attempt.ask(outgoing, content, timeouts);
        if (options.cookies()) {
            cookies.take(request.url(), answer.headers());
        }
        ResponseHead head =
                new ResponseHead(
                        request,
                        answer.status(),
                        attempt.version(answer),
                        answer.headers(),
                        List.copyOf(history));
        return new Opened(
                new ResponseStream(head, attempt, options.limits(), outgoing.decompresses()),
                attempt);
    }
}
