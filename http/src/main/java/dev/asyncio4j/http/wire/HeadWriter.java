// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.wire;

import dev.asyncio4j.http.message.Headers;
import dev.asyncio4j.http.message.Status;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// The bytes of the head of an answer, and of the frames around what follows it, in one array that
/// is used again and again. The fields were checked when they were made. **Thread** one at a time.
public final class HeadWriter {

    private static final byte[][] LINES = new byte[600][];
    private static final int KEPT = 16 * 1024;

    private byte[] bytes = new byte[512];
    private int size;

    /// Begins anew.
    public void clear() {
        size = 0;
        if (bytes.length > KEPT) {
            bytes = new byte[512];
        }
    }

    /// The array, of which the first [#size()] bytes count.
    public byte[] bytes() {
        return bytes;
    }

    /// How many bytes there are.
    public int size() {
        return size;
    }

    /// Writes `HTTP/1.1 200 OK` and the end of the line.
    public void status(int status) {
        byte[] line = status < LINES.length ? LINES[status] : null;
        if (line == null) {
            line =
                    ("HTTP/1.1 " + status + " " + Status.reason(status) + "\r\n")
                            .getBytes(StandardCharsets.ISO_8859_1);
            if (status < LINES.length) {
                LINES[status] = line;
            }
        }
        write(line, 0, line.length);
    }

    /// Writes a line of a request: `GET / HTTP/1.1`.
    public void request(String method, String target) {
        text(method);
        text(" ");
        text(target);
        text(" HTTP/1.1\r\n");
    }

    /// Writes all fields.
    public void fields(Headers headers) {
        for (int i = 0; i < headers.size(); i++) {
            field(headers.name(i), headers.value(i));
        }
    }

    /// Writes a field.
    public void field(String name, String value) {
        text(name);
        text(": ");
        text(value);
        text("\r\n");
    }

    /// Writes a field whose value is a number.
    public void field(String name, long value) {
        field(name, Long.toString(value));
    }

    /// Writes text of Latin-1.
    @SuppressWarnings("deprecation") // the one way that makes no array of it
    public void text(String text) {
        int length = text.length();
        ensure(length);
        text.getBytes(0, length, bytes, size);
        size += length;
    }

    /// Writes bytes as they are.
    public void write(byte[] data, int offset, int length) {
        ensure(length);
        System.arraycopy(data, offset, bytes, size, length);
        size += length;
    }

    /// Writes the line before a chunk of that many bytes.
    public void chunk(int length) {
        text(Integer.toHexString(length));
        text("\r\n");
    }

    private void ensure(int more) {
        if (bytes.length - size < more) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, size + more));
        }
    }
}
