// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SecondsTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "-0.0, 0",
        "1, 1000000000",
        "0.1, 100000000",
        "-2.5, -2500000000",
        "1e-9, 1",
        "1e-10, 0",
        "1e300, 9223372036854775807",
        "-1e300, -9223372036854775808",
        "Infinity, 9223372036854775807",
        "-Infinity, -9223372036854775808",
    })
    void toNanos_seconds_roundsAndSaturates(double seconds, long nanos) {
        assertThat(Seconds.toNanos("delay", seconds)).isEqualTo(nanos);
    }

    @Test
    void toNanos_notANumber_isRefusedByName() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Seconds.toNanos("delay", Double.NaN))
                .withMessage("Invalid delay: NaN (not a number)");
    }

    @Test
    void toNanos_duration_saturates() {
        assertThat(Seconds.toNanos(Duration.ofMillis(5))).isEqualTo(5_000_000);
        assertThat(Seconds.toNanos(Duration.ofSeconds(Long.MAX_VALUE))).isEqualTo(Long.MAX_VALUE);
        assertThat(Seconds.toNanos(Duration.ofSeconds(Long.MIN_VALUE))).isEqualTo(Long.MIN_VALUE);
    }

    @ParameterizedTest
    @CsvSource({
        "1, 2, 3",
        "-5, 3, -2",
        "9223372036854775807, 1, 9223372036854775807",
        "1, 9223372036854775807, 9223372036854775807",
        "-9223372036854775808, -1, -9223372036854775808",
        "-9223372036854775808, 9223372036854775807, -1",
    })
    void plus_twoSpans_saturates(long a, long b, long sum) {
        assertThat(Seconds.plus(a, b)).isEqualTo(sum);
    }
}
