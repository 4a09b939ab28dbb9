// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net.stream;

import static dev.asyncio4j.net.Stage.bytes;
import static dev.asyncio4j.net.Stage.text;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class ChunksTest {
    private final Chunks chunks = new Chunks();

    @Test
    void take_ofAWholePiece_copiesNothing() {
        byte[] piece = bytes("piece");
        chunks.add(piece);
        chunks.add(bytes("more"));

        assertThat(chunks.take(5)).isSameAs(piece);
        assertThat(chunks.size()).isEqualTo(4);
    }

    @Test
    void take_overPieces_joinsThem() {
        chunks.add(bytes("ab"));
        chunks.add(bytes(""));
        chunks.add(bytes("cde"));

        assertThat(text(chunks.take(1))).isEqualTo("a");
        assertThat(text(chunks.take(3))).isEqualTo("bcd");
        assertThat(text(chunks.takeAll())).isEqualTo("e");
        assertThat(chunks.isEmpty()).isTrue();
    }

    @Test
    void find_overTheEdgesOfPieces_countsFromTheFirstUnreadByte() {
        chunks.add(bytes("xxaE"));
        chunks.add(bytes("N"));
        chunks.add(bytes("DbEND"));
        chunks.take(2);

        assertThat(chunks.find(bytes("END"), 0)).isEqualTo(1);
        assertThat(chunks.find(bytes("END"), 2)).isEqualTo(5);
        assertThat(chunks.find(bytes("END"), 6)).isEqualTo(-1);
        assertThat(chunks.hasAt(bytes("DbE"), 3)).isTrue();
        assertThat(chunks.hasAt(bytes("DbE"), 2)).isFalse();
        assertThat(chunks.hasAt(bytes("ENDx"), 5)).isFalse();
    }

    @Test
    void anyMixture_actsAsOneText() {
        for (int seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            Chunks mixed = new Chunks();
            StringBuilder whole = new StringBuilder();
            for (int step = 0; step < 60; step++) {
                switch (random.nextInt(4)) {
                    case 0, 1 -> {
                        String piece = "ab\n".repeat(2).substring(0, random.nextInt(6));
                        mixed.add(bytes(piece));
                        whole.append(piece);
                    }
                    case 2 -> {
                        int count = random.nextInt(whole.length() + 1);
                        assertThat(text(mixed.take(count))).isEqualTo(whole.substring(0, count));
                        whole.delete(0, count);
                    }
                    default -> {
                        String wanted = "ab\nab".substring(random.nextInt(4));
                        int from = random.nextInt(whole.length() + 1);
                        assertThat(mixed.find(bytes(wanted), from))
                                .as("seed %d: %s in %s from %d", seed, wanted, whole, from)
                                .isEqualTo(whole.indexOf(wanted, from));
                    }
                }
                assertThat(mixed.size()).isEqualTo(whole.length());
            }
        }
    }

    @Test
    void clear_forgetsAll() {
        chunks.add(bytes("abc"));
        chunks.take(1);

        chunks.clear();

        assertThat(chunks.size()).isZero();
        chunks.add(bytes("new"));
        assertThat(text(chunks.takeAll())).isEqualTo("new");
    }
}
