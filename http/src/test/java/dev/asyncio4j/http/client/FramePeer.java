// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.client;

import static dev.asyncio4j.Asyncio.await;

import dev.asyncio4j.http.message.Headers;
import dev.asyncio4j.http.wire.ErrorCode;
import dev.asyncio4j.http.wire.Frame;
import dev.asyncio4j.http.wire.FrameParser;
import dev.asyncio4j.http.wire.FrameWriter;
import dev.asyncio4j.net.Connection;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A server's side of HTTP/2 that sends whatever frames it likes, and reads one after the other.
final class FramePeer {

    static final int STREAMS = 3; // numbers of settings
    static final int WINDOW = 4;

    /// What one connection does.
    interface Talk {
        void talk(FramePeer peer, int number) throws Exception;
    }

    final FrameWriter out = new FrameWriter();
    final Connection connection;
    final List<Frame> seen = new ArrayList<>();
    private final FrameParser parser = new FrameParser(1 << 16, true);
    private boolean atEnd;

    FramePeer(Connection connection, int... settings) {
        this.connection = connection;
        out.settings(settings);
        flush();
    }

    /// Serves connections so, each of which begins with these settings.
    static Peer talks(int port, Talk talk, int... settings) {
        return Peer.talks(
                port,
                (connection, number) -> talk.talk(new FramePeer(connection, settings), number));
    }

    static ClientOptions options() {
        return ClientOptions.defaults().withVersions(HttpVersions.HTTP_2);
    }

    /// Sends what was written to [#out].
    void flush() {
        connection.writer().write(Arrays.copyOf(out.bytes(), out.size()));
        out.clear();
    }

    void fields(int stream, boolean end, String... fields) {
        out.fields(stream, Headers.checked(fields), end, 16 * 1024);
        flush();
    }

    void data(int stream, String text, boolean end) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        out.data(stream, bytes, 0, bytes.length, end);
        flush();
    }

    /// Answers with 200 and a body.
    void answer(int stream, String body) {
        fields(stream, false, ":status", "200");
        data(stream, body, true);
    }

    void reset(int stream, ErrorCode code) {
        out.reset(stream, code);
        flush();
    }

    void goAway(int last, ErrorCode code) {
        out.goAway(last, code, "");
        flush();
    }

    /// Sends a frame, right or wrong.
    void raw(int type, int flags, int stream, byte... payload) {
        byte[] frame = new byte[9 + payload.length];
        frame[0] = (byte) (payload.length >> 16);
        frame[1] = (byte) (payload.length >> 8);
        frame[2] = (byte) payload.length;
        frame[3] = (byte) type;
        frame[4] = (byte) flags;
        for (int i = 0; i < 4; i++) {
            frame[5 + i] = (byte) (stream >> (24 - 8 * i));
        }
        System.arraycopy(payload, 0, frame, 9, payload.length);
        connection.writer().write(frame);
    }

    /// The next frame; null at the end.
    @Nullable Frame next() throws Exception {
        while (true) {
            Frame frame = parser.next();
            if (frame != null) {
                seen.add(frame);
                return frame;
            }
            if (atEnd) {
                return null;
            }
            try {
                byte[] piece = await(connection.reader().read(65536), SocketException.class);
                atEnd = piece.length == 0;
                parser.feed(piece);
            } catch (SocketException reset) {
                atEnd = true;
            }
        }
    }

    /// The next frame of that kind; what comes before is dropped.
    <F extends Frame> F next(Class<F> kind) throws Exception {
        for (Frame frame = next(); frame != null; frame = next()) {
            if (kind.isInstance(frame)) {
                return kind.cast(frame);
            }
        }
        throw new AssertionError("the connection ended without a " + kind.getSimpleName());
    }

    /// The number of the next request.
    int request() throws Exception {
        return next(Frame.Fields.class).stream();
    }

    /// Reads until the client has closed.
    void untilEnd() throws Exception {
        while (next() != null) {}
    }
}
