// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.wire;

import dev.asyncio4j.http.message.Headers;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// What the head of a request may be, beyond what Netty's decoder asks: whatever two readers could
/// understand in two ways is refused. **Source** RFC 9112, 3.2, 5.2, 6.1 and 6.3.
///
/// @param maxLine the most bytes of the first line
/// @param maxBytes the most bytes of all fields
/// @param maxCount the most fields
public record HeadRules(int maxLine, int maxBytes, int maxCount) {

    /// Fields that say where a message ends or to whom it goes: too late in a trailer.
    private static final Set<String> NOT_IN_TRAILERS =
            Set.of(
                    "content-length",
                    "transfer-encoding",
                    "host",
                    "trailer",
                    "connection",
                    "authorization",
                    "cookie",
                    "content-encoding",
                    "content-type",
                    "content-range",
                    "te",
                    "expect");

    /// Says what the lines of a head must be, beyond what Netty's decoder asks.
    @FunctionalInterface
    interface Lines {
        /// Looks at the first one.
        /// @param newline where it ends
        /// @throws BadRequest if it is something else
        void checkFirst(ByteBuf in, int from, int newline) throws BadRequest;

        /// Looks at another one.
        /// @param newline where it ends
        /// @throws BadRequest if it is no field
        default void checkField(ByteBuf in, int from, int newline) throws BadRequest {}
    }

    /// The lines of an answer, of whose names the decoder drops what stands behind white space.
    static final class AnswerLines implements Lines {

        @Override
        public void checkFirst(ByteBuf in, int from, int newline) throws BadRequest {
            checkStatusLine(in, from, newline);
        }

        @Override
        public void checkField(ByteBuf in, int from, int newline) throws BadRequest {
            int colon = in.indexOf(from, newline, (byte) ':');
            boolean fits = colon > from;
            for (int i = from; fits && i < colon; i++) {
                fits = in.getByte(i) > ' ' && in.getByte(i) < 0x7f;
            }
            if (!fits) {
                throw new BadRequest(400, "a header field whose name is none");
            }
        }
    }

    /// How long the head is that begins `in`; negative if not all of it is here.
    /// @param scanned how many bytes were looked at in vain the last time
    /// @throws BadRequest if it is too large, or a line is folded
    int lengthOf(ByteBuf in, int scanned, Lines lines) throws BadRequest {
        int start = in.readerIndex();
        int end = in.writerIndex();
        if (scanned > 0
                && end - start <= maxLine
                && in.indexOf(start + scanned, end, (byte) '\n') < 0) {
            return -1; // one byte at a time: do not look at all of it again and again
        }
        int line = start; // where the line begins
        while (line < end - 1 && in.getByte(line) == '\r' && in.getByte(line + 1) == '\n') {
            line += 2; // a line too many behind the last body
        }
        int first = line;
        if (first - start > 4) {
            throw new BadRequest(400, "empty lines before a request");
        }
        int count = -1; // the first line is no field
        while (true) {
            int newline = in.indexOf(line, end, (byte) '\n');
            checkSize(first, count < 0 ? first : line, newline < 0 ? end : newline, count);
            if (newline < 0) {
                return -1;
            }
            if ((newline == line + 1 && in.getByte(line) == '\r') || newline == line) {
                if (count < 0) {
                    throw new BadRequest(400, "an empty line before the first one");
                }
                return newline + 1 - start;
            }
            byte begin = in.getByte(line);
            if (begin == ' ' || begin == '\t') {
                throw new BadRequest(400, "a line that begins with white space");
            }
            if (count < 0) {
                lines.checkFirst(in, line, newline);
            } else {
                lines.checkField(in, line, newline);
            }
            count++;
            if (count > maxCount) {
                throw new BadRequest(431, "more than " + maxCount + " header fields");
            }
            line = newline + 1;
        }
    }

    /// Whether it is three words with one blank between two, the last of which is a version.
    static void checkRequestLine(ByteBuf in, int from, int newline) throws BadRequest {
        int blanks = 0;
        for (int i = from; i < newline; i++) {
            byte each = in.getByte(i);
            if (each == ' ') {
                blanks++;
            } else if (each >= 0 && each < ' ' && (each != '\r' || i < newline - 1)) {
                blanks = 3; // which the decoder takes for a blank, or drops
            }
        }
        int version = newline - 9; // HTTP/1.1 and a carriage return
        boolean fits = blanks == 2 && version > from + 3 && in.getByte(version - 1) == ' ';
        for (int i = 0; fits && i < 5; i++) {
            fits = in.getByte(version + i) == "HTTP/".charAt(i);
        }
        if (!fits) {
            throw new BadRequest(400, "a first line that is no method, target and version");
        }
    }

    /// Whether it is a version, a number of three digits, and perhaps words about it.
    static void checkStatusLine(ByteBuf in, int from, int newline) throws BadRequest {
        int end = newline > from && in.getByte(newline - 1) == '\r' ? newline - 1 : newline;
        String line = in.toString(from, Math.min(13, end - from), StandardCharsets.ISO_8859_1);
        boolean fits =
                line.length() >= 12
                        && line.startsWith("HTTP/1.")
                        && line.charAt(8) == ' '
                        && (line.length() == 12 || line.charAt(12) == ' ');
        for (int i = 9; fits && i < 12; i++) {
            fits = line.charAt(i) >= (i == 9 ? '1' : '0') && line.charAt(i) <= '9';
        }
        if (!fits) {
            throw new BadRequest(400, "a first line that is no version and status");
        }
    }

    /// How long the trailer is that begins `in`, with the empty line at its end; negative if not
    /// all of it is here.
    /// @throws BadRequest if it is too large, or has a field that must not be there
    int lengthOfTrailer(ByteBuf in) throws BadRequest {
        int start = in.readerIndex();
        int count = 0;
        for (int line = start; ; count++) {
            int newline = in.indexOf(line, in.writerIndex(), (byte) '\n');
            if ((newline < 0 ? in.writerIndex() : newline) - start > maxBytes || count > maxCount) {
                throw new BadRequest(431, "a trailer that is too large");
            }
            if (newline < 0) {
                return -1;
            }
            if (newline == line || (newline == line + 1 && in.getByte(line) == '\r')) {
                return newline + 1 - start;
            }
            int colon = in.indexOf(line, newline, (byte) ':');
            String name =
                    in.toString(line, Math.max(colon, line) - line, StandardCharsets.ISO_8859_1);
            if (name.isEmpty() || name.isBlank() || name.charAt(0) <= ' ') {
                throw new BadRequest(400, "a trailer without a name");
            }
            if (!mayBeTrailer(name)) {
                throw new BadRequest(400, "a trailer that must not be one");
            }
            line = newline + 1;
        }
    }

    private void checkSize(int first, int line, int end, int count) throws BadRequest {
        if (count < 0 && end - first > maxLine) {
            throw new BadRequest(414, "a first line of more than " + maxLine + " bytes");
        }
        if (count >= 0 && end - first > maxLine + maxBytes) {
            throw new BadRequest(431, "header fields of more than " + maxBytes + " bytes");
        }
        if (count >= 0 && end - line > maxBytes) {
            throw new BadRequest(431, "a header field of more than " + maxBytes + " bytes");
        }
    }

    Head check(HttpRequest request, Headers headers) throws BadRequest {
        HttpVersion version = request.protocolVersion();
        if (version.majorVersion() != 1 || version.minorVersion() > 1) {
            throw new BadRequest(505, "this server speaks HTTP/1.1 and HTTP/1.0");
        }
        int minor = version.minorVersion();
        List<String> hosts = headers.all("host");
        if (hosts.size() > 1 || (hosts.isEmpty() && minor == 1)) {
            throw new BadRequest(400, hosts.size() + " host fields (expected: 1)");
        }
        String host = hosts.isEmpty() ? "" : hosts.getFirst();
        if (!Targets.isHost(host)) {
            throw new BadRequest(400, "a host field that names no host");
        }
        checkExpect(headers);
        Targets.check(request.method().name(), request.uri(), host);
        return new Head(
                request.method().name(), request.uri(), minor, headers, length(headers, minor));
    }

    static void checkExpect(Headers headers) throws BadRequest {
        if (!headers.get("expect", "100-continue").equalsIgnoreCase("100-continue")) {
            throw new BadRequest(417, "an expectation other than 100-continue");
        }
    }

    static boolean mayBeTrailer(String name) {
        return !NOT_IN_TRAILERS.contains(name.toLowerCase(Locale.ROOT));
    }

    /// How long a body is: what the fields say; -1 if it ends by itself. 0 without any.
    static long length(Headers headers, int minor) throws BadRequest {
        List<String> codings = headers.all("transfer-encoding");
        List<String> lengths = headers.all("content-length");
        if (!codings.isEmpty()) {
            if (minor == 0) {
                throw new BadRequest(400, "transfer-encoding in HTTP/1.0");
            }
            if (!lengths.isEmpty()) {
                throw new BadRequest(400, "both transfer-encoding and content-length");
            }
            if (codings.size() > 1 || !codings.getFirst().equalsIgnoreCase("chunked")) {
                throw new BadRequest(501, "a transfer-encoding other than chunked");
            }
            return -1;
        }
        if (lengths.isEmpty()) {
            return 0;
        }
        String length = lengths.getFirst();
        boolean fits = lengths.size() == 1 && !length.isEmpty() && length.length() <= 18;
        for (int i = 0; fits && i < length.length(); i++) {
            fits = length.charAt(i) >= '0' && length.charAt(i) <= '9';
        }
        if (!fits) {
            throw new BadRequest(400, "a content-length that is not one number");
        }
        return Long.parseLong(length);
    }
}
