// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.fuzz;

import dev.asyncio4j.http.message.Headers;
import dev.asyncio4j.http.wire.BadRequest;
import dev.asyncio4j.http.wire.MultipartParser;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Forms of several parts, whose boundary is `b`.
final class MultipartTarget implements Target {

    private static final int MOST_HEAD = 100;

    @Override
    public void take(byte[] input) throws Exception {
        String whole = Pieces.read(input, MultipartTarget::read);
        Claim.that(whole.length() <= 40 + 3 * input.length, "more than came");
    }

    private static String read(List<byte[]> pieces) {
        MultipartParser parser = new MultipartParser("b", MOST_HEAD);
        StringBuilder told = new StringBuilder();
        boolean inBody = false;
        try {
            for (byte[] piece : pieces) {
                parser.feed(piece);
                while (true) {
                    if (!inBody) {
                        Headers head = parser.head();
                        if (head == null) {
                            break;
                        }
                        inBody = true;
                        for (int i = 0; i < head.size(); i++) {
                            told.append(head.name(i)).append(':').append(head.value(i));
                        }
                        told.append('\n');
                    }
                    byte[] body = parser.body();
                    if (body == null) {
                        break;
                    }
                    String text = new String(body, StandardCharsets.ISO_8859_1);
                    told.append(text);
                    inBody = body.length > 0;
                    Claim.that(!text.contains("\r\n--b"), "a delimiter in a body");
                }
            }
            parser.finish();
            return told.append("end").toString();
        } catch (BadRequest refusal) {
            Claim.same(refusal.status(), 400, "a refusal");
            return told + "400";
        }
    }
}
