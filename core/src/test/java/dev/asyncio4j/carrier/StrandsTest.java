// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.carrier;

import static org.assertj.core.api.Assertions.assertThat;

import dev.asyncio4j.loop.ChildJvm;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class StrandsTest {
    static final String OPEN = "--add-opens=java.base/java.lang=ALL-UNNAMED";

    @Test
    void kind_here_isTheOneAskedFor() {
        String wish = System.getProperty("asyncio4j.strand", "auto");

        if (!wish.equals("auto")) {
            assertThat(Strands.kind()).hasToString(wish);
            assertThat(Strands.reason())
                    .isEqualTo(wish + " strands: asyncio4j.strand=" + wish + " asks for them");
        }
    }

    @Tag("slow")
    @Test
    void auto_notOpened_fallsBackAndSaysSoOnce() throws Exception {
        ChildJvm child = ChildJvm.run(Child.class);

        String reason =
                "hand-off strands (several times slower): java.lang is not opened to asyncio4j;"
                        + " start the JVM with --add-opens java.base/java.lang=ALL-UNNAMED";
        assertThat(child.out()).containsExactly("hand-off", reason);
        assertThat(child.err()).containsOnlyOnce(reason);
    }

    @Tag("slow")
    @Test
    void auto_opened_isOwnedAndSilent() throws Exception {
        ChildJvm child = ChildJvm.run(Child.class, OPEN);

        assertThat(child.out())
                .containsExactly("owned", "owned strands: java.lang is opened to asyncio4j");
        assertThat(child.err()).isEmpty();
    }

    @Tag("slow")
    @Test
    void owned_notOpened_failsWithTheFix() throws Exception {
        ChildJvm child = ChildJvm.run(Child.class, "-Dasyncio4j.strand=owned");

        assertThat(child.status()).isEqualTo(1);
        assertThat(child.err())
                .contains(
                        "asyncio4j.strand=owned, but java.lang is not opened to asyncio4j; start the"
                                + " JVM with --add-opens java.base/java.lang=ALL-UNNAMED");
    }

    @Tag("slow")
    @Test
    void unknownWish_isRefusedByName() throws Exception {
        ChildJvm child = ChildJvm.run(Child.class, "-Dasyncio4j.strand=fast");

        assertThat(child.status()).isEqualTo(1);
        assertThat(child.err())
                .contains("asyncio4j.strand: fast (expected: auto, owned or hand-off)");
    }

    /// Creates several strands and tells which kind they are.
    static final class Child {
        public static void main(String[] arguments) {
            for (int i = 0; i < 3; i++) {
                new Rider(Rider::suspend).resume();
            }
            System.out.println(Strands.kind());
            System.out.println(Strands.reason());
        }
    }
}
