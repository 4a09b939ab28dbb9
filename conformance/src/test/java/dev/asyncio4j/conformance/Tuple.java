// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.conformance;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/// Python's tuple, for printing.
public record Tuple(List<Object> items) {

    public static Tuple of(Object... items) {
        return new Tuple(Collections.unmodifiableList(Arrays.asList(items.clone())));
    }

    /// As Python prints it.
    @Override
    public String toString() {
        return Py.repr(this);
    }
}
