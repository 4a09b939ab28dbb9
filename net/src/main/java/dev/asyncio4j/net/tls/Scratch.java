// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net.tls;

import dev.asyncio4j.EventLoop;
import java.nio.ByteBuffer;

/// Where the engines of a loop put what they have made, one at a time; it is copied from there
/// before
/// anybody else runs. **Thread** loop.
final class Scratch implements AutoCloseable {

    private static final int USUAL = 17 * 1024;

    private ByteBuffer buffer = ByteBuffer.allocate(USUAL);

    static Scratch of(EventLoop loop) {
        return loop.local(Scratch.class, Scratch::new);
    }

    /// An empty buffer; what was in it is gone.
    ByteBuffer clear() {
        return buffer.clear();
    }

    /// An empty buffer with room for so much.
    ByteBuffer larger(int size) {
        buffer = ByteBuffer.allocate(Math.max(size, buffer.capacity() * 2));
        return buffer;
    }

    @Override
    public void close() {}
}
