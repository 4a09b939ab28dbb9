// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.fuzz;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Another reader of requests, as somebody may have written in an afternoon: it believes what it
/// sees, blanks before colons and all. What the parser accepts must mean the same to it, or a
/// request could be smuggled past one of the two.
final class PlainReader {

    private final String text; // a byte a character
    private int at;

    PlainReader(String text) {
        this.text = text;
    }

    /// Reads one request that the parser has found to be whole.
    /// @return its first line and its body
    String request() {
        while (text.startsWith("\r\n", at)) {
            at += 2;
        }
        int end = text.indexOf("\r\n\r\n", at);
        Claim.that(end >= 0, "a head that another reader finds no end of");
        String head = text.substring(at, end);
        at = end + 4;
        String[] lines = head.split("\r\n|\r|\n", -1);
        Claim.same(lines.length, head.split("\r\n", -1).length, "lines, by two ways to end them");
        List<String> lengths = new ArrayList<>();
        List<String> codings = new ArrayList<>();
        for (int i = 1; i < lines.length; i++) {
            int colon = lines[i].indexOf(':');
            Claim.that(colon > 0, "a field without a colon: " + lines[i]);
            String name = lines[i].substring(0, colon).strip().toLowerCase(Locale.ROOT);
            String value = lines[i].substring(colon + 1).strip();
            Claim.that(lines[i].charAt(0) > ' ', "a folded field");
            if (name.equals("content-length")) {
                lengths.add(value);
            } else if (name.equals("transfer-encoding")) {
                codings.add(value);
            }
        }
        Claim.that(lengths.size() + codings.size() < 2, "two fields that say where a body ends");
        String body = "";
        if (!codings.isEmpty()) {
            Claim.same(codings.getFirst().toLowerCase(Locale.ROOT), "chunked", "coding");
            body = chunks();
        } else if (!lengths.isEmpty()) {
            body = take(Integer.parseInt(lengths.getFirst()));
        }
        return lines[0] + " " + body;
    }

    private String take(int count) {
        Claim.that(text.length() - at >= count, "a body that another reader finds too short");
        at += count;
        return text.substring(at - count, at);
    }

    private String chunks() {
        StringBuilder body = new StringBuilder();
        while (true) {
            String line = line();
            int semicolon = line.indexOf(';');
            int size = Integer.parseInt(semicolon < 0 ? line : line.substring(0, semicolon), 16);
            if (size == 0) {
                break;
            }
            body.append(take(size));
            Claim.same(line(), "", "what stands behind a chunk");
        }
        while (!line().isEmpty()) {
            Claim.that(text.charAt(at - 1) == '\n', "a trailer that does not end");
        }
        return body.toString();
    }

    private String line() {
        int end = text.indexOf("\r\n", at);
        Claim.that(end >= 0, "a line that another reader finds no end of");
        String line = text.substring(at, end);
        Claim.that(line.indexOf('\r') < 0 && line.indexOf('\n') < 0, "half an end of a line");
        at = end + 2;
        return line;
    }
}
