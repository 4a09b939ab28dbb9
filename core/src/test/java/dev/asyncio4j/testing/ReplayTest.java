// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.asyncio4j.loop.ChildJvm;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The line that a failure prints runs it again: in another JVM, and with the other kind of
/// strands.
class ReplayTest {
    private static final String OPENED = "--add-opens=java.base/java.lang=ALL-UNNAMED";
    private static final String KIND = System.getProperty("asyncio4j.strand", "auto");

    @Test
    void line_inAnotherJvm_givesTheSameTrace_byteForByte() throws Exception {
        List<String> found = child(KIND);
        String line = found.getFirst();
        assertThat(line).startsWith(Schedule.PROPERTY + "=").doesNotContain("does not repeat");
        String word = line.substring(0, line.indexOf(' '));

        List<String> again = child(KIND, "-D" + word);
        List<String> onTheOthers = child(KIND.equals("owned") ? "hand-off" : "owned", "-D" + word);

        assertThat(again.getFirst()).startsWith(word + " (schedule 1) fails with ");
        assertThat(trace(again)).hasSizeGreaterThan(20).isEqualTo(trace(found));
        assertThat(trace(onTheOthers)).isEqualTo(trace(found));
    }

    private static List<String> trace(List<String> printed) {
        return printed.subList(1, printed.size());
    }

    private static List<String> child(String kind, String... options) throws Exception {
        List<String> all = new ArrayList<>(List.of(options));
        all.add("-Dasyncio4j.strand=" + kind);
        all.add(OPENED);
        ChildJvm child = ChildJvm.run(ReplayedProgram.class, all.toArray(String[]::new));
        assertThat(child.err()).isEmpty();
        assertThat(child.status()).isZero();
        return child.out();
    }
}
