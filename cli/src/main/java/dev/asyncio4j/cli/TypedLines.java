// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.cli;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;

/// What an input reads from the terminal: a line at a time, as terminals give it. JShell's own
/// stream gives one byte after the other, and goes on to ask for lines until a reader has all it
/// has room for.
final class TypedLines extends FilterInputStream {

    TypedLines(InputStream bytes) {
        super(bytes);
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, into.length);
        int count = 0;
        while (count < length) {
            int next = in.read();
            if (next < 0) {
                return count == 0 ? -1 : count;
            }
            into[offset + count++] = (byte) next;
            if (next == '\n') {
                break;
            }
        }
        return count;
    }
}
