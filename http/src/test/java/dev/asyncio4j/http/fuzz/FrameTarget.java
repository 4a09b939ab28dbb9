// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.fuzz;

import dev.asyncio4j.http.message.Headers;
import dev.asyncio4j.http.wire.AnswerFields;
import dev.asyncio4j.http.wire.BadRequest;
import dev.asyncio4j.http.wire.Frame;
import dev.asyncio4j.http.wire.FrameFault;
import dev.asyncio4j.http.wire.FrameParser;
import dev.asyncio4j.http.wire.FrameWriter;
import dev.asyncio4j.http.wire.RequestFields;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/// Frames of HTTP/2 behind the settings that begin each connection, and the requests that their
/// fields are.
final class FrameTarget implements Target {

    private static final int MOST_FIELDS = 400; // bytes, each field counted with 32 more
    private static final byte[] SETTINGS = {0, 0, 0, 4, 0, 0, 0, 0, 0};

    @Override
    public void take(byte[] input) throws Exception {
        byte[] all = Arrays.copyOf(SETTINGS, SETTINGS.length + input.length);
        System.arraycopy(input, 0, all, SETTINGS.length, input.length);
        Pieces.read(all, FrameTarget::read);
    }

    private static String read(List<byte[]> pieces) {
        FrameParser parser = new FrameParser(MOST_FIELDS, false);
        StringBuilder told = new StringBuilder();
        try {
            for (byte[] piece : pieces) {
                parser.feed(piece);
                while (true) {
                    try {
                        Frame frame = parser.next();
                        if (frame == null) {
                            break;
                        }
                        told.append(words(frame)).append('\n');
                    } catch (FrameFault fault) {
                        told.append(fault.stream()).append(fault.code()).append('\n');
                        if (fault.stream() == 0) {
                            return told.toString();
                        }
                    }
                }
            }
            return told.append(parser.isInHead()).toString();
        } finally {
            parser.close();
        }
    }

    private static String words(Frame frame) {
        return switch (frame) {
            case Frame.Data(int stream, byte[] bytes, int flow, boolean end) -> {
                Claim.that(stream > 0, "data on no stream");
                Claim.that(flow >= bytes.length, "data that are more than they count");
                yield stream + new String(bytes, StandardCharsets.ISO_8859_1) + flow + end;
            }
            case Frame.Fields(int stream, Headers fields, boolean end) ->
                    stream
                            + " "
                            + fields
                            + end
                            + request(stream, fields, end)
                            + answer(stream, fields, end);
            default -> frame.toString();
        };
    }

    private static String request(int stream, Headers fields, boolean end) {
        int bytes = 0;
        for (int i = 0; i < fields.size(); i++) {
            bytes += fields.name(i).length() + fields.value(i).length() + 32;
        }
        Claim.that(bytes <= MOST_FIELDS, "fields of " + bytes + " bytes");
        try {
            var head = RequestFields.head(stream, fields, end, RequestTarget.RULES);
            RequestTarget.check(head);
            return head.toString();
        } catch (FrameFault | BadRequest refusal) {
            return String.valueOf(refusal.getMessage());
        }
    }

    private static String answer(int stream, Headers fields, boolean end) {
        try {
            var answer = AnswerFields.answer(stream, fields, end, "GET", RequestTarget.RULES);
            Claim.that(answer.status() >= 100 && answer.status() <= 999, "a status");
            Claim.that(answer.length() >= -1, "a length below nothing");
            return answer.toString();
        } catch (FrameFault refusal) {
            return String.valueOf(refusal.getMessage());
        }
    }

    @Override
    public List<byte[]> seeds() {
        FrameWriter out = new FrameWriter();
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        out.fields(1, head("GET", "/a"), true, 1024);
        byte[] get = taken(out, all);
        out.fields(3, head("POST", "/b?c=d"), false, 1024);
        out.data(3, "body".getBytes(StandardCharsets.US_ASCII), 0, 4, false);
        out.fields(3, Headers.of("x-sum", "1"), true, 1024);
        byte[] post = taken(out, all);
        out.fields(5, head("PUT", "/c").with("cookie", "a=b"), false, 16); // continued
        out.window(0, 100);
        out.window(5, 1);
        out.reset(5, dev.asyncio4j.http.wire.ErrorCode.CANCEL);
        byte[] continued = taken(out, all);
        out.fields(1, Headers.checked(new String[] {":status", "200", "x-a", "b"}), false, 1024);
        out.data(1, "answer".getBytes(StandardCharsets.US_ASCII), 0, 6, true);
        byte[] answer = taken(out, all);
        out.settings(1, 0, 4, 70_000);
        out.settingsKnown();
        out.ping(7);
        out.pong(8);
        out.goAway(3, dev.asyncio4j.http.wire.ErrorCode.NO_ERROR, "bye");
        return List.of(get, post, continued, answer, taken(out, all), all.toByteArray());
    }

    private static Headers head(String method, String path) {
        return Headers.checked(
                new String[] {
                    ":method",
                    method,
                    ":scheme",
                    "http",
                    ":path",
                    path,
                    ":authority",
                    "a",
                    "accept",
                    "*/*"
                });
    }

    private static byte[] taken(FrameWriter out, ByteArrayOutputStream all) {
        byte[] bytes = Arrays.copyOf(out.bytes(), out.size());
        out.clear();
        all.writeBytes(bytes);
        return bytes;
    }
}
