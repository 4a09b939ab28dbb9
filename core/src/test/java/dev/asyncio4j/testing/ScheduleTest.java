// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScheduleTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "fifo",
                "fifo+cancel@3",
                "open:7",
                "rounds:-7",
                "walk:9223372036854775807",
                "pct:7:2:120",
                "walk=",
                "walk=0.2.1",
                "fifo=",
                "rounds=1+cancel@1+fault@2+fault-after@3"
            })
    void parse_readsWhatToStringWrites(String text) {
        assertThat(Schedule.parse(text)).hasToString(text);
        assertThat(Schedule.parse(Schedule.parse(text).toString())).isEqualTo(Schedule.parse(text));
    }

    @Test
    void parse_aPrintedLine_readsItsFirstWord() {
        assertThat(Schedule.parse("asyncio4j.schedule=pct:7:2:120 (schedule 3) fails with x"))
                .isEqualTo(Schedule.pct(7, 2, 120));
        assertThat(Schedule.parse("-Dasyncio4j.schedule=walk:7"))
                .isEqualTo(Schedule.seeded(Schedule.Kind.WALK, 7));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "fifo:1",
                "walk",
                "walks:1",
                "pct:1:0:5",
                "walk:7:3:120",
                "rounds:7:3:120",
                "walk=1.",
                "walk=-1",
                "walk:99999999999999999999",
                "walk:1+cancel",
                "walk:1+spoil@3"
            })
    void parse_somethingElse_saysWhatIsExpected(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Schedule.parse(text))
                .withMessageStartingWith("schedule: " + text + " (expected: e.g. fifo, ");
    }

    @Test
    void numbers_outOfRange_areRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Schedule.pct(1, 0, 5))
                .withMessage("depth: 0 (expected: >= 1)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Schedule.fifo().withCancelAt(-1))
                .withMessage("cancelAt: -1 (expected: >= 0)");
    }
}
