// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.server;

import static dev.asyncio4j.Asyncio.async;
import static dev.asyncio4j.Asyncio.await;

import dev.asyncio4j.Coroutine;
import dev.asyncio4j.EventLoop;
import dev.asyncio4j.Task;
import dev.asyncio4j.TaskOptions;
import dev.asyncio4j.http.message.Headers;
import dev.asyncio4j.http.wire.BadRequest;
import dev.asyncio4j.http.wire.HeadRules;
import dev.asyncio4j.http.wire.RequestParser;
import dev.asyncio4j.net.transport.ConnectionResetError;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Asks a handler without sockets: for tests, and under virtual time.
///
/// ```java
/// var client = new TestClient(app);
/// assertThat(await(client.get("/hello/Ann")).text()).isEqualTo("Hello, Ann");
/// ```
///
/// Requests are checked as a server does, failures are answered as there, and reported to the
/// loop's exception handler. **Thread** loop. **Like** Starlette's `TestClient`.
public final class TestClient {

    /// What was answered.
    ///
    /// @param status the status
    /// @param headers the header fields, without those of a connection
    /// @param body all of the body
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Answer(int status, Headers headers, byte[] body) {

        /// The body as text, in UTF-8.
        public String text() {
            return new String(body, StandardCharsets.UTF_8);
        }

        /// `<Answer 200, 12 bytes>`.
        @Override
        public String toString() {
            return "<Answer " + status + ", " + body.length + " bytes>";
        }
    }

    private final Handler handler;
    private final ServerOptions options;

    /// A client of that handler.
    public TestClient(Handler handler) {
        this(handler, ServerOptions.defaults());
    }

    /// A client of that handler, under these options: what they say of limits and of JSON.
    public TestClient(Handler handler, ServerOptions options) {
        this.handler = handler;
        this.options = options;
    }

    /// GET. **Suspends** until it is answered. **If cancelled** so is the handler.
    public Coroutine<Answer> get(String target) {
        return request("GET", target, Headers.none(), new byte[0]);
    }

    /// POST of a body of that type. **Suspends** as [#get(String)].
    public Coroutine<Answer> post(String target, String type, String body) {
        return request(
                "POST",
                target,
                Headers.of("content-type", type),
                body.getBytes(StandardCharsets.UTF_8));
    }

    /// Any request. **Suspends** as [#get(String)]. Awaiting it fails with
    /// [IllegalArgumentException] if a server would refuse the request unread, and with
    /// `ConnectionResetError` if the answer broke off.
    public Coroutine<Answer> request(String method, String target, Headers headers, byte[] body) {
        return async(
                "test_client.request",
                () -> {
                    checkHead(method, target);
                    return answer(method, target, headers, body);
                });
    }

    private void checkHead(String method, String target) {
        RequestParser parser =
                new RequestParser(
                        new HeadRules(
                                options.limits().line(),
                                options.limits().headers(),
                                options.limits().headerCount()));
        parser.feed(
                (method + " " + target + " HTTP/1.1\r\nhost: test\r\n\r\n")
                        .getBytes(StandardCharsets.UTF_8));
        try {
            if (parser.head() == null) {
                throw new IllegalArgumentException("target: " + target + " (expected: one line)");
            }
        } catch (BadRequest wrong) {
            throw new IllegalArgumentException(
                    "target: " + target + " (expected: not " + wrong.getMessage() + ")", wrong);
        }
    }

    private Answer answer(String method, String target, Headers headers, byte[] body)
            throws Exception {
        EventLoop loop = EventLoop.running();
        RequestBody coming =
                new RequestBody(
                        loop,
                        () -> "the body of a test",
                        () -> {},
                        body.length,
                        options.limits().body());
        if (body.length > 0) {
            coming.feed(body);
            coming.end();
        }
        Request request =
                new Request(
                        method, target, "HTTP/1.1", headers, coming, null, false, options::json);
        Recorded recorded = new Recorded(loop, request, handler);
        Task<@Nullable Void> task =
                loop.createTask(
                        async("http.exchange", recorded::run),
                        TaskOptions.named(method + " " + target));
        recorded.setTask(task);
        await(task);
        return recorded.answer();
    }

    /// An exchange that keeps what is sent.
    private static final class Recorded extends Exchange {

        private final ByteArrayOutputStream body = new ByteArrayOutputStream();
        private Headers headers = Headers.none();
        private boolean ended;

        Recorded(EventLoop loop, Request request, Handler handler) {
            super(loop, request, handler);
        }

        Answer answer() throws ConnectionResetError {
            if (!ended) {
                throw new ConnectionResetError(
                        "the answer broke off after " + body.size() + " bytes");
            }
            return new Answer(status(), headers, body.toByteArray());
        }

        @Override
        void writeHead(int status, Headers fields, long length) {
            headers = fields;
        }

        @Override
        void writeData(byte[] data, int offset, int length) {
            body.write(data, offset, length);
        }

        @Override
        void writeEnd() {
            ended = true;
        }

        @Override
        boolean isLost() {
            return false;
        }

        @Override
        void abort() {}

        @Override
        void over() {}
    }
}
