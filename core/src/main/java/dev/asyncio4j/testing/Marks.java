// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.testing;

import java.util.ArrayList;
import java.util.List;

/// Says in which order a test must come by: numbers its places, and fails where one is passed out
/// of turn. Or it lists what happened, to be compared at the end.
///
/// ```java
/// var marks = new Marks();
/// createTask(async(() -> marks.reach(2)));
/// marks.reach(1);
/// await(sleep(0));
/// marks.end(3);
/// ```
///
/// **Thread** loop.
public final class Marks {

    private static final int ENDED = -2; // no number comes next: they begin at 1

    private final List<String> notes = new ArrayList<>();
    private int reached;

    /// No mark reached yet.
    public Marks() {}

    /// Comes by the `number`-th place.
    /// @param number counts from 1
    /// @throws AssertionError if it is not its turn
    public void reach(int number) {
        if (number != reached + 1) {
            throw new AssertionError(
                    "mark "
                            + number
                            + " reached after "
                            + (reached == ENDED ? "the end" : "mark " + reached));
        }
        reached = number;
    }

    /// [#reach], for the last one: afterwards no other may be reached.
    /// @throws AssertionError if it is not its turn
    public void end(int number) {
        reach(number);
        reached = ENDED;
    }

    /// Notes that something happened.
    public void note(Object what) {
        notes.add(String.valueOf(what));
    }

    /// What was noted, in order. A copy.
    public List<String> notes() {
        return List.copyOf(notes);
    }

    /// What was noted, separated by blanks.
    @Override
    public String toString() {
        return String.join(" ", notes);
    }
}
