// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.fuzz;

import dev.asyncio4j.http.wire.Answer;
import dev.asyncio4j.http.wire.BadRequest;
import dev.asyncio4j.http.wire.ResponseParser;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Answers of HTTP/1, to a method that the first byte says.
final class ResponseTarget implements Target {

    private static final String[] METHODS = {"GET", "HEAD", "CONNECT", "POST"};

    @Override
    public void take(byte[] input) throws Exception {
        if (input.length > 0) {
            String method = METHODS[input[0] & 3];
            byte[] rest = java.util.Arrays.copyOfRange(input, 1, input.length);
            Pieces.read(rest, pieces -> read(pieces, method));
        }
    }

    private static String read(List<byte[]> pieces, String method) {
        ResponseParser parser = new ResponseParser(RequestTarget.RULES);
        parser.expect(method);
        StringBuilder told = new StringBuilder();
        Answer answer = null; // whose body is read
        long body = 0;
        try {
            for (byte[] piece : pieces) {
                parser.feed(piece);
                while (true) {
                    if (answer == null) {
                        answer = parser.head();
                        if (answer == null) {
                            break;
                        }
                        Claim.that(
                                answer.status() >= 100 && answer.status() <= 999,
                                "a status that is none");
                        told.append(answer);
                        body = 0;
                        if (answer.length() == 0) {
                            answer = null;
                            continue;
                        }
                    }
                    byte[] next = parser.body();
                    if (next == null) {
                        break;
                    }
                    body += next.length;
                    told.append(new String(next, StandardCharsets.ISO_8859_1));
                    Claim.that(
                            answer.length() < 0 || body <= answer.length(),
                            "a body that is longer than was said");
                    if (next.length == 0) {
                        Claim.that(
                                answer.length() < 0 || body == answer.length(),
                                "a body that is shorter than was said");
                        answer = null;
                    }
                }
                Claim.that(parser.buffered() <= 400 + piece.length, "what is held has no limit");
            }
            if (answer != null) {
                parser.end();
            }
            return told.toString();
        } catch (BadRequest refusal) {
            return told + " " + refusal.status();
        }
    }
}
