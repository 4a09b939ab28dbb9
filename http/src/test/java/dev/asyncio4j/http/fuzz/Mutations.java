// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.fuzz;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/// Inputs made of those of a corpus, the n-th always the same: a run repeats, on each machine, and
/// so does one input of it alone.
public final class Mutations {

    private static final int LARGEST = 600; // bytes of an input, as all are read three times
    private static final byte[] SIGNS = "\r\n\t\0 :;,=\"\\/%&-+.0159aAfFxX(){}[]<>?#@*".getBytes();

    private final List<byte[]> inputs;
    private final List<byte[]> words;
    private final long seed;

    /// @param seed another one makes others of the same
    public Mutations(Corpus corpus, long seed) {
        this.inputs = corpus.inputs();
        this.words = corpus.words();
        this.seed = seed;
    }

    /// The n-th; the first ones are those of the corpus.
    public byte[] get(int n) {
        if (n < inputs.size()) {
            return inputs.get(n).clone();
        }
        SplittableRandom random = new SplittableRandom(seed + 0x9e3779b97f4a7c15L * n);
        byte[] input = inputs.get(random.nextInt(inputs.size()));
        for (int changes = 1 + random.nextInt(random.nextInt(8) + 1); changes > 0; changes--) {
            input = changed(input, random);
        }
        return input.length > LARGEST ? Arrays.copyOf(input, LARGEST) : input.clone();
    }

    private byte[] changed(byte[] input, SplittableRandom random) {
        int at = random.nextInt(input.length + 1);
        int to = Math.min(input.length, at + 1 + random.nextInt(1 + random.nextInt(32)));
        return switch (random.nextInt(10)) {
            case 0 -> spliced(input, at, to, new byte[0]);
            case 1 -> spliced(input, at, at, Arrays.copyOfRange(input, at, to)); // twice
            case 2 -> spliced(input, at, at, word(random));
            case 3 -> spliced(input, at, to, word(random));
            case 4 -> spliced(input, at, Math.min(input.length, at + 1), sign(random));
            case 5 -> spliced(input, at, at, sign(random));
            case 6 -> {
                byte[] other = inputs.get(random.nextInt(inputs.size()));
                int from = random.nextInt(other.length + 1);
                yield spliced(
                        input, at, input.length, Arrays.copyOfRange(other, from, other.length));
            }
            case 7 -> Arrays.copyOf(input, at);
            case 8 -> flipped(input, at, 1 << random.nextInt(8));
            default -> spliced(input, at, Math.min(input.length, at + 1), any(random));
        };
    }

    private byte[] word(SplittableRandom random) {
        return words.isEmpty() ? sign(random) : words.get(random.nextInt(words.size()));
    }

    private static byte[] sign(SplittableRandom random) {
        return new byte[] {SIGNS[random.nextInt(SIGNS.length)]};
    }

    private static byte[] any(SplittableRandom random) {
        return new byte[] {(byte) random.nextInt(256)};
    }

    private static byte[] flipped(byte[] input, int at, int bit) {
        byte[] made = input.clone();
        if (at < made.length) {
            made[at] ^= (byte) bit;
        }
        return made;
    }

    private static byte[] spliced(byte[] input, int from, int to, byte[] middle) {
        byte[] made = new byte[from + middle.length + input.length - to];
        System.arraycopy(input, 0, made, 0, from);
        System.arraycopy(middle, 0, made, from, middle.length);
        System.arraycopy(input, to, made, from + middle.length, input.length - to);
        return made;
    }
}
