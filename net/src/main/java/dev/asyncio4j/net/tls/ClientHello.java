// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net.tls;

import java.io.ByteArrayOutputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/// The first message of a client, as far as a server must read it to choose its certificate: the
/// name it
/// asks for. Engines read it again. **Source** RFC 8446, 4.1.2; RFC 6066, 3.
final class ClientHello {

    private static final int HEADER = 5;
    private static final int HANDSHAKE = 22;
    private static final int CLIENT_HELLO = 1;
    private static final int SERVER_NAME = 0;
    private static final int HOST_NAME = 0;
    private static final int LONGEST = 16 * 1024; // of a message that is read for a name

    /// What is known so far.
    ///
    /// @param isWhole whether the message has come, or will never
    /// @param name null if it asks for none
    record Asked(boolean isWhole, @Nullable String name) {}

    private ClientHello() {}

    /// Looks at the beginning of what has come. A broken message has no name: the engine will
    /// refuse it.
    /// @throws SSLException if it is too long to look at
    static Asked in(byte[] records) throws SSLException {
        if (records.length > 2 * LONGEST) {
            throw new SSLException("a ClientHello in very small pieces");
        }
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        for (int at = 0; at + HEADER <= records.length; ) {
            int length = ((records[at + 3] & 0xff) << 8) | (records[at + 4] & 0xff);
            if (records[at] != HANDSHAKE) {
                return new Asked(true, null);
            }
            int there = Math.min(length, records.length - at - HEADER);
            message.write(records, at + HEADER, there);
            at += HEADER + length;
        }
        byte[] content = message.toByteArray();
        if (content.length < 4) {
            return new Asked(false, null);
        }
        int length = ((content[1] & 0xff) << 16) | ((content[2] & 0xff) << 8) | (content[3] & 0xff);
        if (content[0] != CLIENT_HELLO) {
            return new Asked(true, null);
        }
        if (length > LONGEST) {
            throw new SSLException(
                    "a ClientHello of " + length + " bytes (expected: <= " + LONGEST + ")");
        }
        if (content.length < 4 + length) {
            return new Asked(false, null);
        }
        try {
            return new Asked(true, name(ByteBuffer.wrap(content, 4, length)));
        } catch (BufferUnderflowException
                | IllegalArgumentException
                | IndexOutOfBoundsException broken) {
            return new Asked(true, null);
        }
    }

    private static @Nullable String name(ByteBuffer hello) {
        skip(hello, 2 + 32); // version, random
        skip(hello, hello.get() & 0xff); // session
        skip(hello, hello.getShort() & 0xffff); // cipher suites
        skip(hello, hello.get() & 0xff); // compression
        if (!hello.hasRemaining()) {
            return null;
        }
        ByteBuffer extensions = part(hello, hello.getShort() & 0xffff);
        while (extensions.hasRemaining()) {
            int type = extensions.getShort() & 0xffff;
            ByteBuffer content = part(extensions, extensions.getShort() & 0xffff);
            if (type == SERVER_NAME) {
                return hostName(part(content, content.getShort() & 0xffff));
            }
        }
        return null;
    }

    private static @Nullable String hostName(ByteBuffer names) {
        while (names.hasRemaining()) {
            int kind = names.get();
            ByteBuffer name = part(names, names.getShort() & 0xffff);
            if (kind == HOST_NAME) {
                return StandardCharsets.US_ASCII.decode(name).toString();
            }
        }
        return null;
    }

    private static void skip(ByteBuffer buffer, int count) {
        buffer.position(Math.addExact(buffer.position(), count));
    }

    private static ByteBuffer part(ByteBuffer buffer, int length) {
        ByteBuffer part = buffer.slice(buffer.position(), length);
        skip(buffer, length);
        return part;
    }
}
