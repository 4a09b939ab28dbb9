// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

/// The edits of `skips.txt`.
class SkipsTest {

    private static final List<String> TRACE = List.of("-- one", "  a", "b", "-- two", "b", "c");

    private static List<String> expected(String... edits) {
        List<String> lines = new java.util.ArrayList<>(List.of("x/01_y: why"));
        lines.addAll(List.of(edits));
        return Skips.of(lines, List.of()).expected("x/01_y", TRACE);
    }

    @Test
    void minus_leavesOut() {
        assertThat(expected("  - -- one", "  -   a", "  - c")).containsExactly("b", "-- two", "b");
    }

    @Test
    void plus_addsWhereTheLastEditWas() {
        assertThat(expected("  - b", "  +   B"))
                .containsExactly("-- one", "  a", "  B", "-- two", "b", "c");
    }

    @Test
    void at_goesOn() {
        assertThat(expected("  @ -- two", "  - b"))
                .containsExactly("-- one", "  a", "b", "-- two", "c");
    }

    @Test
    void staleLine_isRefused() {
        assertThatThrownBy(() -> expected("  - c", "  - b"))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("skips.txt is stale")
                .hasMessageContaining("\"b\"");
    }

    @Test
    void missingReason_isRefused() {
        assertThatThrownBy(() -> Skips.of(List.of("x/01_y:"), List.of()))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("reason");
    }
}
