// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.websocket;

import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.Asyncio.shield;

import dev.asyncio4j.CancelledError;
import dev.asyncio4j.EventLoop;
import dev.asyncio4j.Future;
import dev.asyncio4j.http.wire.WebSocketCodec;
import dev.asyncio4j.http.wire.WebSocketFault;
import dev.asyncio4j.http.wire.WebSocketFrame;
import dev.asyncio4j.loop.TimerHandle;
import dev.asyncio4j.net.transport.Protocol;
import dev.asyncio4j.net.transport.Transport;
import dev.asyncio4j.net.waits.Kind;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// What is below a [WebSocket]: frames over a transport, the closing handshake, signs of life.
///
/// ```
///   OPEN --- close() ---> CLOSING --- the other side's close, or 10 s ---> CLOSED
///    +--- the other side's close, answered; a fault; the end of the connection ---^
/// ```
///
/// **Source** RFC 6455, 5.5 and 7. **Thread** loop.
public final class WebSocketConnection implements Protocol {

    private static final Kind MESSAGE = new Kind("a message from", "a peer");
    private static final int MANY = 16; // messages that wait to be received
    private static final int HIGH = 64 * 1024; // bytes of them
    private static final Duration CLOSING = Duration.ofSeconds(10);

    private enum State {
        OPEN,
        CLOSING,
        CLOSED
    }

    // set once
    private final EventLoop loop;
    private final Transport transport;
    private final WebSocketCodec codec;
    private final WebSocketOptions options;
    private final Runnable lost;
    private final WebSocket socket;

    // loop only
    private State state = State.OPEN;
    private @Nullable WebSocketClosed end;
    private final ArrayDeque<WebSocketFrame> messages = new ArrayDeque<>();
    private int held; // bytes of them
    private boolean paused;
    private boolean alive = true; // since the last look
    private boolean asked; // for a sign of life
    private byte @Nullable [] unanswered; // the last question of a peer that takes no answers
    private @Nullable TimerHandle timer;
    private @Nullable Future<@Nullable Void> receiver;
    private @Nullable Future<@Nullable Void> resumed;
    private @Nullable Future<@Nullable Void> closer;

    /// Takes a transport over, which has answered the handshake.
    /// @param early what came behind the request
    /// @param lost is called when the connection is gone
    public WebSocketConnection(
            EventLoop loop,
            Transport transport,
            WebSocketCodec codec,
            WebSocketOptions options,
            @Nullable String subprotocol,
            byte[] early,
            Runnable lost) {
        this.loop = loop;
        this.transport = transport;
        this.codec = codec;
        this.options = options;
        this.lost = lost;
        this.socket = new WebSocket(this, subprotocol);
        transport.setProtocol(this);
        lookLater(options.ping());
        if (early.length > 0) {
            dataReceived(early);
        }
    }

    /// What programs see of it.
    public WebSocket socket() {
        return socket;
    }

    boolean isClosed() {
        return state != State.OPEN;
    }

    // ---- from the transport

    @Override
    public void dataReceived(byte[] data) {
        if (state == State.CLOSED) {
            return;
        }
        alive = true;
        try {
            for (WebSocketFrame each : codec.decode(data)) {
                take(each);
            }
        } catch (WebSocketFault fault) {
            String reason = String.valueOf(fault.getMessage());
            sayClose(fault.code(), reason.length() > 100 ? reason.substring(0, 100) : reason);
            finish(fault.code(), reason);
        }
        if (isFull() && state == State.OPEN) {
            transport.pauseReading();
        }
    }

    private boolean isFull() {
        return held > HIGH || messages.size() > MANY;
    }

    private void take(WebSocketFrame frame) {
        switch (frame) {
            case WebSocketFrame.Ping(byte[] data) -> {
                if (paused) { // else a peer that asks and does not read would fill the memory
                    unanswered = data;
                } else {
                    answer(data);
                }
            }
            case WebSocketFrame.Pong _ -> asked = false;
            case WebSocketFrame.Close(int code, String reason) -> {
                if (state == State.OPEN) {
                    sayClose(code, "");
                }
                finish(code, reason);
            }
            case WebSocketFrame.Text(String text) -> keep(frame, text.length());
            case WebSocketFrame.Binary(byte[] data) -> keep(frame, data.length);
        }
    }

    private void answer(byte[] question) {
        if (state == State.OPEN) {
            transport.write(codec.pong(question));
        }
    }

    private void keep(WebSocketFrame message, int size) {
        boolean late = state == State.CLOSING && isFull(); // all is read, to find the other's close
        if (state != State.CLOSED && !late) {
            messages.add(message);
            held += size;
            wake(receiver);
        }
    }

    @Override
    public boolean eofReceived() {
        return false;
    }

    @Override
    public void connectionLost(@Nullable Throwable cause) {
        end(1006, cause == null ? "" : String.valueOf(cause.getMessage()));
        codec.close();
        wake(closer);
        lost.run();
    }

    @Override
    public void pauseWriting() {
        paused = true;
    }

    @Override
    public void resumeWriting() {
        paused = false;
        byte[] question = unanswered;
        if (question != null) { // the others before it need no answer. Source: RFC 6455, 5.5.3
            unanswered = null;
            answer(question);
        }
        wake(resumed);
    }

    private static void wake(@Nullable Future<@Nullable Void> waiting) {
        if (waiting != null && !waiting.isDone()) {
            waiting.setResult(null);
        }
    }

    // ---- for the socket

    WebSocketFrame take() throws WebSocketClosed {
        while (messages.isEmpty()) {
            if (end != null) {
                throw new WebSocketClosed(end.code(), end.reason());
            }
            if (receiver != null) {
                throw new IllegalStateException("another task receives already");
            }
            Future<@Nullable Void> mine = loop.createFuture(MESSAGE.peer(transport::extraInfo));
            receiver = mine;
            try {
                await(mine);
            } finally {
                receiver = null;
            }
        }
        WebSocketFrame message = messages.remove();
        held -=
                switch (message) {
                    case WebSocketFrame.Text(String text) -> text.length();
                    case WebSocketFrame.Binary(byte[] data) -> data.length;
                    case WebSocketFrame _ -> 0;
                };
        if (held <= HIGH / 2 && messages.size() <= MANY / 2 && state != State.CLOSED) {
            transport.resumeReading();
        }
        return message;
    }

    /// Sends a frame, which is made only if it can be sent.
    void send(Function<WebSocketCodec, byte[]> frame) throws WebSocketClosed {
        WebSocketClosed ended = end;
        if (ended != null) {
            throw new WebSocketClosed(ended.code(), ended.reason());
        }
        if (state != State.OPEN) {
            throw new WebSocketClosed(1000, "it is about to be closed here");
        }
        transport.write(frame.apply(codec));
        while (paused && end == null) {
            Future<@Nullable Void> mine = resumed;
            if (mine == null || mine.isDone()) {
                mine = loop.createFuture(Kind.ROOM.peer(transport::extraInfo));
                resumed = mine;
            }
            await(shield(mine)); // others may wait for the same
        }
    }

    void close(int code, String reason) {
        closeSoon(code, reason);
        if (transport.isClosing() && end != null && closer == null) {
            return;
        }
        Future<@Nullable Void> mine = closer;
        if (mine == null) {
            mine = loop.createFuture(Kind.END.peer(transport::extraInfo));
            closer = mine;
        }
        TimerHandle limit = loop.callLater(CLOSING, transport::abort);
        try {
            await(shield(mine)); // others may close it, too
        } catch (CancelledError cancelled) {
            transport.abort();
            throw cancelled;
        } finally {
            limit.cancel();
        }
    }

    /// Says that this side closes; the connection ends when the other side has agreed. Idempotent.
    public void closeSoon(int code, String reason) {
        if (state == State.OPEN) {
            sayClose(code, reason);
            state = State.CLOSING;
            transport.resumeReading();
        }
    }

    private void sayClose(int code, String reason) {
        if (!transport.isClosing()) {
            transport.write(codec.close(code, reason));
        }
    }

    /// Both have said so, or it makes no sense to wait.
    private void finish(int code, String reason) {
        end(code, reason);
        transport.close();
    }

    private void end(int code, String reason) {
        state = State.CLOSED;
        if (end == null) {
            end = new WebSocketClosed(code, reason);
        }
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
        wake(receiver);
        wake(resumed);
    }

    // ---- signs of life

    private void lookLater(Duration time) {
        timer = loop.callLater(time, this::look);
    }

    private void look() {
        timer = null;
        if (state == State.CLOSED) {
            return;
        }
        if (!transport.isReading()) { // it may have answered long ago, behind what waits
            alive = true;
            asked = false;
        }
        if (alive || !asked) {
            if (!alive && state == State.OPEN) {
                asked = true;
                transport.write(codec.ping());
            }
            boolean wasAlive = alive;
            alive = false;
            lookLater(wasAlive ? options.ping() : options.pong());
            return;
        }
        end(1006, "no sign of life");
        transport.abort();
    }

    @Override
    public String toString() {
        return "<WebSocketConnection " + state + " " + transport + ">";
    }
}
