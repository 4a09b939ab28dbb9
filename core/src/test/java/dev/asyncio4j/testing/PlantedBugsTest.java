// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.testing;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Exploration finds what it should, and nothing else.
class PlantedBugsTest {
    @ParameterizedTest
    @EnumSource
    void broken_isFoundWithin1000Schedules_andNotByFifo(PlantedBugs bug) {
        var found = Explorer.defaults().find(() -> bug.program(true));

        assertThat(found).as("a schedule").isNotNull();
        assertThat(found.number()).isBetween(2, 1000);
        assertThat(found.repeats()).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    @Tag("slow")
    void right_passes10000Schedules(PlantedBugs bug) {
        assertThat(Explorer.defaults().withSchedules(10_000).find(() -> bug.program(false)))
                .isNull();
    }
}
