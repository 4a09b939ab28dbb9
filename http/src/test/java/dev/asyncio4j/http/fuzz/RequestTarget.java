// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.fuzz;

import dev.asyncio4j.http.message.Headers;
import dev.asyncio4j.http.server.RequestCases;
import dev.asyncio4j.http.wire.BadRequest;
import dev.asyncio4j.http.wire.Head;
import dev.asyncio4j.http.wire.HeadRules;
import dev.asyncio4j.http.wire.RequestParser;
import dev.asyncio4j.http.wire.Targets;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Requests of HTTP/1: what is accepted is within the limits, can be written again, and means the
/// same to a [PlainReader].
final class RequestTarget implements Target {

    static final HeadRules RULES = new HeadRules(120, 240, 8);
    private static final int MOST_HELD = 120 + 240 + 16;

    @Override
    public void take(byte[] input) throws Exception {
        Pieces.read(input, pieces -> read(pieces, new String(input, StandardCharsets.ISO_8859_1)));
    }

    @Override
    public List<byte[]> seeds() throws Exception {
        List<byte[]> seeds = new ArrayList<>();
        for (RequestCases.Case each : RequestCases.all()) {
            if (each.request().length() < 600) {
                seeds.add(each.request().getBytes(StandardCharsets.ISO_8859_1));
            }
        }
        return seeds;
    }

    private static String read(List<byte[]> pieces, String all) throws Exception {
        PlainReader other = new PlainReader(all);
        RequestParser parser = new RequestParser(RULES);
        StringBuilder told = new StringBuilder();
        StringBuilder body = new StringBuilder();
        Head head = null; // of the request whose body is read
        try {
            for (byte[] piece : pieces) {
                parser.feed(piece);
                while (!parser.isHttp2()) {
                    if (head == null) {
                        head = parser.head();
                        if (head == null) {
                            break;
                        }
                        check(head);
                        told.append(head.method()).append(' ').append(head.target());
                        told.append(' ').append(head.minor()).append(head.headers());
                        body.setLength(0);
                    }
                    byte[] next = parser.body();
                    if (next == null) {
                        break;
                    }
                    body.append(new String(next, StandardCharsets.ISO_8859_1));
                    Claim.that(
                            head.length() < 0 || body.length() <= head.length(),
                            "a body that is longer than was said");
                    if (next.length == 0) {
                        Claim.that(
                                head.length() < 0 || body.length() == head.length(),
                                "a body that is shorter than was said");
                        Claim.same(
                                head.method()
                                        + " "
                                        + head.target()
                                        + " HTTP/1."
                                        + head.minor()
                                        + " "
                                        + body,
                                other.request(),
                                "what two readers understand");
                        told.append(body).append('\n');
                        head = null;
                    }
                }
                Claim.that(
                        parser.buffered() <= MOST_HELD + piece.length, "what is held has no limit");
            }
            return told + (head == null ? "" : "in a body of " + body) + parser.isInBody();
        } catch (BadRequest refusal) {
            Claim.that(refusal.status() >= 400 && refusal.status() < 600, "a refusal");
            return told + " " + refusal.status();
        }
    }

    /// What holds for each head that is accepted, however it came.
    static void check(Head head) throws BadRequest {
        Headers fields = head.headers();
        String[] all = new String[2 * fields.size()];
        int bytes = 0;
        for (int i = 0; i < fields.size(); i++) {
            all[2 * i] = fields.name(i);
            all[2 * i + 1] = fields.value(i);
            bytes += fields.name(i).length() + fields.value(i).length();
        }
        try {
            Headers.of(all);
        } catch (IllegalArgumentException wrong) {
            Claim.broken("fields that could not be sent", wrong);
        }
        Claim.that(fields.size() <= RULES.maxCount() + 1, "too many fields");
        Claim.that(bytes <= RULES.maxLine() + RULES.maxBytes(), "fields that are too large");
        Claim.that(head.target().length() <= RULES.maxLine(), "a target that is too long");
        Claim.that(head.length() >= -1, "a length below nothing");
        Claim.that(fields.all("host").size() < 2, "two hosts");
        String path = Targets.decode(Targets.rawPath(head.target()));
        Claim.that(
                path.equals("*") || (path.startsWith("/") && path.indexOf('\0') < 0),
                "a path that is none");
        Targets.rawQuery(head.target());
    }
}
