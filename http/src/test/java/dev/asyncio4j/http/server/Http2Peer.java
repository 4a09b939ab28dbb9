// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.server;

import static dev.asyncio4j.Asyncio.await;

import dev.asyncio4j.http.message.Headers;
import dev.asyncio4j.http.wire.ErrorCode;
import dev.asyncio4j.http.wire.Frame;
import dev.asyncio4j.http.wire.FrameParser;
import dev.asyncio4j.http.wire.FrameWriter;
import dev.asyncio4j.net.Connection;
import java.io.ByteArrayOutputStream;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A client that sends whatever frames it likes, and reads one after the other.
final class Http2Peer {

    static final int WINDOW = 4; // the number of a setting

    final FrameWriter out = new FrameWriter();
    final Connection connection;
    private final FrameParser parser = new FrameParser(1 << 16, false);
    private boolean atEnd;

    /// Connects, and begins with the preface and these settings.
    Http2Peer(Site site, int... settings) {
        connection = site.connect();
        connection.writer().write(FrameParser.PREFACE);
        out.settings(settings);
        flush();
    }

    /// Sends what was written to [#out].
    void flush() {
        connection.writer().write(Arrays.copyOf(out.bytes(), out.size()));
        out.clear();
    }

    /// Sends the head of a request.
    void ask(int stream, String method, String path, boolean end, String... fields) {
        List<String> all =
                new ArrayList<>(
                        List.of(
                                ":method",
                                method,
                                ":scheme",
                                "http",
                                ":path",
                                path,
                                ":authority",
                                "a"));
        all.addAll(List.of(fields));
        fields(stream, end, all.toArray(String[]::new));
    }

    void get(int stream, String path) {
        ask(stream, "GET", path, true);
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
            if (frame != null || atEnd) {
                return frame;
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

    /// What was answered on a stream; what comes on others meanwhile is dropped. Windows are
    /// opened again as it comes.
    Answer answer(int stream) throws Exception {
        Headers head = Headers.none();
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (Frame frame = next(); frame != null; frame = next()) {
            switch (frame) {
                case Frame.Fields(int mine, Headers fields, boolean end) when mine == stream -> {
                    head = fields;
                    if (end) {
                        return new Answer(head, body.toString(StandardCharsets.ISO_8859_1), null);
                    }
                }
                case Frame.Data data when data.stream() == stream -> {
                    body.writeBytes(data.bytes());
                    if (data.flow() > 0) {
                        out.window(0, data.flow());
                        out.window(stream, data.flow());
                        flush();
                    }
                    if (data.end()) {
                        return new Answer(head, body.toString(StandardCharsets.ISO_8859_1), null);
                    }
                }
                case Frame.Reset(int mine, ErrorCode code) when mine == stream -> {
                    return new Answer(head, body.toString(StandardCharsets.ISO_8859_1), code);
                }
                default -> {}
            }
        }
        throw new AssertionError("the connection ended without an answer: " + head + body);
    }

    /// Why the server has given the connection up; all frames before are dropped.
    ErrorCode goneAway() throws Exception {
        return next(Frame.GoAway.class).code();
    }

    void close() {
        connection.writer().close();
    }

    void abort() {
        connection.writer().transport().abort();
    }

    /// What was answered.
    ///
    /// @param broken why it broke off; null if it did not
    record Answer(Headers head, String body, @Nullable ErrorCode broken) {

        int status() {
            return Integer.parseInt(head.get(":status", "0"));
        }

        /// Fields without the date, and the body.
        @Override
        public String toString() {
            return head.without("date") + " " + body + (broken == null ? "" : " " + broken);
        }
    }
}
