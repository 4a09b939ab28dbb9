// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;

class MarksTest {
    final Marks marks = new Marks();

    @Test
    void reach_inOrder_isSilent() {
        marks.reach(1);
        marks.reach(2);
        marks.end(3);
    }

    @Test
    void reach_outOfTurn_fails() {
        marks.reach(1);

        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> marks.reach(3))
                .withMessage("mark 3 reached after mark 1");
    }

    @Test
    void reach_afterTheEnd_fails() {
        marks.end(1);

        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> marks.reach(2))
                .withMessage("mark 2 reached after the end");
    }

    @Test
    void notes_areListed() {
        marks.note("a");
        marks.note(1);

        assertThat(marks.notes()).containsExactly("a", "1");
        assertThat(marks).hasToString("a 1");
    }
}
