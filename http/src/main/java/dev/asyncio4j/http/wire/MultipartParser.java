// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.wire;

import dev.asyncio4j.http.message.Headers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Takes a body of several parts apart, as it comes: a head, its body in pieces, the next head.
///
/// Netty's decoder of such bodies is not used, because it keeps parts whole, in memory or in files
/// that it writes on the loop's thread, and here they are to pass by.
///
/// Strict: lines end with CR LF; nothing stands before the first delimiter, behind the last, or
/// behind any on its line; heads are not folded. **Source** RFC 2046, 5.1; RFC 7578. **Thread** one
/// at a time.
///
/// ```
///   START  "--boundary"       --> DELIMITER
///   DELIMITER  CR LF          --> HEAD;   "--" --> END
///   HEAD   fields, empty line --> BODY
///   BODY   up to "CR LF --boundary" --> DELIMITER
/// ```
public final class MultipartParser {

    private static final byte[] NOTHING = new byte[0];
    private static final int MOST_FIELDS = 20;
    private static final Pattern BOUNDARY =
            Pattern.compile("[0-9A-Za-z'()+_,./:=? -]{0,69}[0-9A-Za-z'()+_,./:=?-]");

    private enum State {
        START,
        DELIMITER,
        HEAD,
        BODY,
        END
    }

    private final byte[] delimiter; // with the end of the line before it
    private final int mostHead;

    private State state = State.START;
    private byte[] bytes = NOTHING;
    private int from;
    private int scanned; // bytes of a head in which no end was found

    /// @param mostHead bytes of a part's head
    public MultipartParser(String boundary, int mostHead) {
        this.delimiter = ("\r\n--" + boundary).getBytes(StandardCharsets.US_ASCII);
        this.mostHead = mostHead;
    }

    /// The boundary that a content-type names; null if it is not `multipart/form-data`.
    /// @throws BadRequest 400, if it names none, or none that could be one
    public static @Nullable String boundary(String contentType) throws BadRequest {
        Parameters type = Parameters.of(contentType);
        if (!type.value().equals("multipart/form-data")) {
            return null;
        }
        String boundary = type.named().get("boundary");
        if (boundary == null || !BOUNDARY.matcher(boundary).matches()) {
            throw new BadRequest(400, "a form without a boundary that could be one");
        }
        return boundary;
    }

    /// Takes bytes that came.
    public void feed(byte[] more) {
        int left = bytes.length - from;
        byte[] joined =
                left == 0 ? more : Arrays.copyOfRange(bytes, from, bytes.length + more.length);
        if (left > 0) {
            System.arraycopy(more, 0, joined, left, more.length);
        }
        bytes = joined;
        from = 0;
    }

    /// The head of the next part; null if more must come before, or there is none ([#isEnded()]).
    /// @throws BadRequest 400, if it is not what it should be
    public @Nullable Headers head() throws BadRequest {
        if (state == State.START) {
            int size = delimiter.length - 2;
            int count = Math.min(size, bytes.length - from);
            if (!Arrays.equals(bytes, from, from + count, delimiter, 2, 2 + count)) {
                throw new BadRequest(400, "a form that does not begin with its boundary");
            }
            if (count < size) {
                return null;
            }
            from += size;
            state = State.DELIMITER;
        }
        if (state == State.DELIMITER) {
            takeDelimiter();
        }
        if (state == State.END && bytes.length > from) {
            checkEnd();
        }
        return state == State.HEAD ? takeHead() : null;
    }

    private void takeDelimiter() throws BadRequest {
        if (bytes.length - from < 2) {
            return;
        }
        boolean last = bytes[from] == '-' && bytes[from + 1] == '-';
        if (!last && (bytes[from] != '\r' || bytes[from + 1] != '\n')) {
            throw new BadRequest(400, "a form with something behind its boundary");
        }
        from += 2;
        scanned = 0;
        state = last ? State.END : State.HEAD;
    }

    private void checkEnd() throws BadRequest {
        int size = bytes.length - from;
        boolean fits = bytes[from] == '\r' && (size == 1 || (size == 2 && bytes[from + 1] == '\n'));
        if (!fits) {
            throw new BadRequest(400, "a form with something behind its end");
        }
    }

    private @Nullable Headers takeHead() throws BadRequest {
        if (bytes.length - from >= 2 && bytes[from] == '\r' && bytes[from + 1] == '\n') {
            from += 2;
            state = State.BODY;
            return Headers.none();
        }
        for (int i = from + scanned; i + 3 < bytes.length && i - from <= mostHead; i++) {
            if (bytes[i] == '\r'
                    && bytes[i + 1] == '\n'
                    && bytes[i + 2] == '\r'
                    && bytes[i + 3] == '\n') {
                String text = new String(bytes, from, i - from, StandardCharsets.ISO_8859_1);
                from = i + 4;
                state = State.BODY;
                return fields(text);
            }
        }
        scanned = Math.max(0, bytes.length - from - 3);
        if (scanned > mostHead) {
            throw new BadRequest(400, "a part with a head of more than " + mostHead + " bytes");
        }
        return null;
    }

    private static Headers fields(String text) throws BadRequest {
        String[] lines = text.split("\r\n", -1);
        if (lines.length > MOST_FIELDS) {
            throw new BadRequest(400, "a part with more than " + MOST_FIELDS + " fields");
        }
        List<String> fields = new ArrayList<>(2 * lines.length);
        for (String line : lines) {
            int colon = line.indexOf(':');
            if (colon < 0) {
                throw new BadRequest(400, "a part with a broken field");
            }
            fields.add(line.substring(0, colon));
            fields.add(trimmed(line, colon + 1));
        }
        try {
            return Headers.of(fields.toArray(String[]::new));
        } catch (IllegalArgumentException wrong) {
            throw new BadRequest(400, "a part with a broken field");
        }
    }

    /// Without the blanks around it, and nothing else: other characters are to be refused.
    private static String trimmed(String line, int start) {
        int from = start;
        int to = line.length();
        while (from < to && isBlank(line.charAt(from))) {
            from++;
        }
        while (to > from && isBlank(line.charAt(to - 1))) {
            to--;
        }
        return line.substring(from, to);
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t';
    }

    /// The next piece of the part's body; empty at its end; null if more must come before.
    public byte @Nullable [] body() {
        if (state != State.BODY) {
            return NOTHING;
        }
        int at = from;
        while (at < bytes.length) {
            if (bytes[at] == '\r') {
                int count = Math.min(delimiter.length, bytes.length - at);
                if (Arrays.equals(bytes, at, at + count, delimiter, 0, count)) {
                    break; // it is one, or the beginning of one
                }
            }
            at++;
        }
        if (at > from) {
            byte[] piece = Arrays.copyOfRange(bytes, from, at);
            from = at;
            return piece;
        }
        if (bytes.length - from < delimiter.length) {
            return null;
        }
        from += delimiter.length;
        state = State.DELIMITER;
        return NOTHING;
    }

    /// Whether the last part is over.
    public boolean isEnded() {
        return state == State.END;
    }

    /// No more comes.
    /// @throws BadRequest 400, if more should
    public void finish() throws BadRequest {
        if (state != State.END) {
            throw new BadRequest(400, "a form that breaks off");
        }
    }
}
