// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.server;

import static dev.asyncio4j.Asyncio.async;
import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.Asyncio.sleep;
import static dev.asyncio4j.Asyncio.taskGroup;

import dev.asyncio4j.Body;
import dev.asyncio4j.Coroutine;
import dev.asyncio4j.EventLoop;
import dev.asyncio4j.ExceptionGroup;
import dev.asyncio4j.Task;
import dev.asyncio4j.http.message.HttpError;
import dev.asyncio4j.sync.Lock;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Events on their way to a page, for as long as it listens.
///
/// ```java
/// app.get("/ticks", request -> Response.events(stream -> {
///     for (int i = 0; ; i++) {
///         await(stream.send("tick " + i));
///         await(sleep(1));
///     }
/// }));
/// ```
///
/// A comment is sent at once, and while nothing else is, every 15 s: it keeps what stands between
/// from giving up, and
/// shows whether the client is still there; when it is gone, the code that sends is cancelled.
/// **Thread** loop. **Like** the library sse-starlette.
public final class EventStream {

    /// How long nothing may be sent: less than proxies wait.
    static final Duration KEEP_ALIVE = Duration.ofSeconds(15);

    private final BodyWriter out;
    private final EventLoop loop = EventLoop.running();
    private final Lock writing = new Lock().named("events");
    private double wrote = loop.time();

    private EventStream(BodyWriter out) {
        this.out = out;
    }

    /// What writes the events of `body`.
    static Response.Writing writing(Body.InOfNothing<? super EventStream> body, Duration silence) {
        return out -> new EventStream(out).run(body, silence.toNanos() / 1e9);
    }

    private void run(Body.InOfNothing<? super EventStream> body, double silence) throws Exception {
        write(":\n\n"); // the head goes with it, and the page knows that it is connected
        try {
            await(
                    taskGroup(
                            group -> {
                                Task<@Nullable Void> living =
                                        group.createTask(
                                                async("events.keep_alive", () -> live(silence)));
                                body.run(this);
                                living.cancel();
                            }));
        } catch (ExceptionGroup failures) {
            if (failures.exceptions().size() == 1
                    && failures.exceptions().getFirst() instanceof Exception only) {
                throw only; // as if there was no group
            }
            throw failures;
        }
    }

    private void live(double silence) throws Exception {
        while (true) {
            double left = wrote + silence - loop.time();
            if (left > 0) {
                await(sleep(left));
            } else {
                write(":\n\n");
            }
        }
    }

    /// Sends an event. **Suspends** while the client takes less than is sent. **If cancelled** it
    /// may have been sent, or not. Awaiting it fails with `ConnectionResetError` if the client is
    /// gone. Several tasks may send.
    public Coroutine<@Nullable Void> send(ServerEvent event) {
        String text = event.wireText();
        return async("events.send", () -> write(text));
    }

    /// [#send(ServerEvent)] of a text.
    public Coroutine<@Nullable Void> send(String data) {
        return send(ServerEvent.of(data));
    }

    /// Sends a comment, which the page is not told of. **Suspends** as [#send(ServerEvent)].
    public Coroutine<@Nullable Void> comment(String text) {
        StringBuilder lines = new StringBuilder();
        ServerEvent.appendLines(lines, ": ", text);
        String wire = lines.append('\n').toString();
        return async("events.comment", () -> write(wire));
    }

    private void write(String text) throws Exception {
        await(
                writing.use(
                        () -> {
                            wrote = loop.time();
                            await(out.write(text));
                        }));
    }

    /// The name of the last event that a client has seen which comes back; null if it has seen
    /// none.
    /// @throws HttpError 400, if it is not in UTF-8
    public static @Nullable String lastEventId(Request request) {
        String field = request.header("last-event-id");
        if (field == null || field.isEmpty()) {
            return null;
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(field.getBytes(StandardCharsets.ISO_8859_1)))
                    .toString();
        } catch (CharacterCodingException broken) {
            throw new HttpError(400, "a last-event-id that is not in UTF-8");
        }
    }

    /// `<EventStream>`.
    @Override
    public String toString() {
        return "<EventStream>";
    }
}
