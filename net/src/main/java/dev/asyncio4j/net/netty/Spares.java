// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net.netty;

/// Arrays for what a loop's connections write, the one that was used last first: between two turns
/// few are in use, and those few stay in the processor's cache, however many connections there are.
/// What is in them when they are taken is nobody's business. **Thread** loop.
final class Spares {

    private static final int SIZE = 2 * 1024;
    private static final int MOST = 128;

    private final byte[][] spares = new byte[MOST][];
    private int count;

    /// An array of at least so many bytes.
    byte[] take(int size) {
        if (size > SIZE) {
            return new byte[size];
        }
        return count == 0 ? new byte[SIZE] : spares[--count];
    }

    /// Takes one back; nobody else may have it.
    void give(byte[] spare) {
        if (spare.length == SIZE && count < MOST) {
            spares[count++] = spare;
        }
    }
}
