// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.fuzz;

import dev.asyncio4j.http.message.Headers;
import dev.asyncio4j.http.wire.BadRequest;
import dev.asyncio4j.http.wire.WebSocketCodec;
import dev.asyncio4j.http.wire.WebSocketFault;
import dev.asyncio4j.http.wire.WebSocketFrame;
import dev.asyncio4j.http.wire.WebSocketHandshake;
import dev.asyncio4j.http.wire.WebSocketOffer;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Frames of WebSockets, plain or compressed ones, as a server gets them or as a client does.
final class SocketTarget implements Target {

    private static final int MOST_FRAME = 200;
    private static final int MOST_MESSAGE = 300;
    private static final int LAST = 0x80; // of the frames of a message

    private final boolean compressed;
    private final boolean client;

    SocketTarget(boolean compressed, boolean client) {
        this.compressed = compressed;
        this.client = client;
    }

    @Override
    public void take(byte[] input) throws Exception {
        Pieces.read(input, this::read);
    }

    private String read(List<byte[]> pieces) throws Exception {
        StringBuilder told = new StringBuilder();
        try (WebSocketCodec codec = codec(client)) {
            for (byte[] piece : pieces) {
                for (WebSocketFrame frame : codec.decode(piece)) {
                    told.append(words(frame)).append('\n');
                }
            }
            return told.toString();
        } catch (WebSocketFault fault) {
            Claim.that(fault.code() >= 1002 && fault.code() <= 1011, "a code " + fault.code());
            // What stands before it in one piece is dropped with it, as the guide says.
            return "fault";
        }
    }

    private static String words(WebSocketFrame frame) {
        return switch (frame) {
            case WebSocketFrame.Text(String text) -> {
                Claim.that(text.length() <= MOST_MESSAGE, "a text of " + text.length());
                yield "text " + text;
            }
            case WebSocketFrame.Binary(byte[] data) -> {
                Claim.that(data.length <= MOST_MESSAGE, "a message of " + data.length);
                yield "binary " + new String(data, StandardCharsets.ISO_8859_1);
            }
            case WebSocketFrame.Ping(byte[] data) -> {
                Claim.that(data.length <= 125, "a ping of " + data.length);
                yield "ping " + new String(data, StandardCharsets.ISO_8859_1);
            }
            case WebSocketFrame.Pong _ -> "pong";
            case WebSocketFrame.Close(int code, String reason) -> "close " + code + reason;
        };
    }

    private WebSocketCodec codec(boolean clients) throws BadRequest {
        WebSocketOffer offer =
                new WebSocketOffer(new byte[16], MOST_MESSAGE, List.of(), compressed);
        WebSocketHandshake agreed =
                WebSocketHandshake.of(offer.headers(), MOST_MESSAGE, List.of(), compressed);
        Headers answer = agreed.answer();
        return clients
                ? new WebSocketCodec(offer.agreed(answer), MOST_FRAME, MOST_MESSAGE)
                : new WebSocketCodec(agreed, MOST_FRAME, MOST_MESSAGE);
    }

    @Override
    public List<byte[]> seeds() throws Exception {
        try (WebSocketCodec other = codec(!client)) {
            byte[] text = other.text("hello, w\u00f6rld \u4e16");
            byte[] binary = other.binary("a".repeat(150).getBytes(StandardCharsets.US_ASCII));
            byte[] ping = other.ping();
            byte[] pong = other.pong(new byte[] {1, 2});
            byte[] close = other.close(1000, "bye");
            byte[] tooLong = other.binary(new byte[MOST_FRAME + 1]);
            byte[] inTwo = joined(frame(0x1, 'a'), ping, frame(LAST, 'b'), frame(LAST | 0x1, 'c'));
            byte[] all = joined(text, ping, binary, inTwo, pong, close, text);
            return List.of(text, binary, ping, pong, close, tooLong, inTwo, all);
        }
    }

    /// A frame of one byte, masked by zeroes if it must be.
    private byte[] frame(int first, char content) {
        return client
                ? new byte[] {(byte) first, 1, (byte) content}
                : new byte[] {(byte) first, (byte) 0x81, 0, 0, 0, 0, (byte) content};
    }

    private static byte[] joined(byte[]... pieces) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] each : pieces) {
            all.writeBytes(each);
        }
        return all.toByteArray();
    }
}
