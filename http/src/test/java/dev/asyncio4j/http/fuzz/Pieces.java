// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.fuzz;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/// The ways in which one input can arrive.
public final class Pieces {

    private static final int LARGEST = 24; // bytes of one of several

    private Pieces() {}

    /// Who reads pieces, and tells what it made of them.
    @FunctionalInterface
    public interface Reader {
        /// Its words must not depend on where pieces end.
        String read(List<byte[]> pieces) throws Exception;
    }

    /// Reads an input as a whole, byte by byte, and in pieces that the input itself decides on.
    /// @return what was made of it, each time
    public static String read(byte[] input, Reader reader) throws Exception {
        String whole = reader.read(List.of(input.clone()));
        Claim.same(reader.read(split(input, 1, 1)), whole, "byte by byte, and as a whole");
        Claim.same(
                reader.read(split(input, LARGEST, Arrays.hashCode(input))),
                whole,
                "in pieces, and as a whole");
        return whole;
    }

    private static List<byte[]> split(byte[] input, int largest, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<byte[]> pieces = new ArrayList<>();
        for (int at = 0; at < input.length; ) {
            int end = Math.min(input.length, at + 1 + random.nextInt(largest));
            pieces.add(Arrays.copyOfRange(input, at, end));
            at = end;
        }
        return pieces;
    }
}
