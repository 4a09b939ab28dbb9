// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.planted;

import static org.assertj.core.api.Assertions.assertThat;

import dev.asyncio4j.testing.Explorer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Exploration finds planted mistakes, and nothing else: each within 1,000 schedules, none by first
/// in, first out, and nothing in 10,000 schedules of what is right.
@Tag("once")
class PlantedBugsTest {

    private static final List<Planted> BUGS = Families.all();
    private static final Map<Planted, Search.Found> FOUND = new ConcurrentHashMap<>();
    private static final Map<Planted, AssertionError> NOT_PLANTED = new ConcurrentHashMap<>();
    private static final Map<Law, Explorer.Finding> BROKEN = new ConcurrentHashMap<>();

    /// All searches, on all cores.
    @BeforeAll
    static void search() {
        BUGS.parallelStream().forEach(PlantedBugsTest::search);
        Search.laws(BUGS).parallelStream().forEach(PlantedBugsTest::keep);
    }

    private static void search(Planted bug) {
        try {
            Search.Found found = Search.find(bug);
            if (found != null) {
                FOUND.put(bug, found);
            }
        } catch (AssertionError notPlanted) {
            NOT_PLANTED.put(bug, notPlanted);
        }
    }

    private static void keep(Law law) {
        var finding = Explorer.defaults().withSchedules(10_000).find(law.program());
        if (finding != null) {
            BROKEN.put(law, finding);
        }
    }

    static Stream<Planted> bugs() {
        return BUGS.stream();
    }

    static Stream<Law> laws() {
        return Search.laws(BUGS).stream();
    }

    @ParameterizedTest
    @MethodSource("bugs")
    void broken_isFoundWithin1000Schedules_andNotByFifo(Planted bug) {
        Search.Found found = FOUND.get(bug);

        assertThat(NOT_PLANTED.get(bug)).isNull();
        assertThat(found).as(bug.name()).isNotNull();
        assertThat(found.number()).as(found.line()).isBetween(2, 1000);
        assertThat(found.repeats()).as(found.line()).isTrue();
    }

    @ParameterizedTest
    @MethodSource("laws")
    void right_passes10000Schedules(Law law) {
        assertThat(BROKEN.get(law)).as(law.promise()).isNull();
    }

    @Test
    void bugs_areMany_andHaveNamesOfTheirOwn() {
        assertThat(bugs().map(Planted::name).toList())
                .doesNotHaveDuplicates()
                .hasSizeGreaterThanOrEqualTo(50);
    }

    @AfterAll
    static void printTable() {
        StringBuilder table = new StringBuilder("schedules until it was found, of 1,000:\n");
        for (Planted bug : BUGS) {
            Search.Found found = FOUND.get(bug);
            table.append(
                    String.format("%8s  %s%n", found == null ? "-" : found.number(), bug.name()));
        }
        System.out.print(table);
    }
}
