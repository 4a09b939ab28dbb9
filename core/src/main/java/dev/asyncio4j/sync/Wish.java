// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.sync;

import dev.asyncio4j.WaitPoint;

/// What the tasks in one wait queue wait for, if nobody in particular owes it to them.
///
/// @param wish what they wait for, up to the primitive's name
/// @param binding whose name it is
/// @param complaint who has not come, if the wait is in vain; begins with a comma
record Wish(String wish, Binding binding, String complaint) implements WaitPoint {

    @Override
    public String what() {
        return wish + binding.label();
    }

    @Override
    public String inVain() {
        return what() + complaint;
    }
}
