// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.junit;

import java.util.List;
import java.util.stream.Collectors;

/// The body of a test was content, but it left something undone; see [Neglect]. The message names
/// each culprit, what to do about it, and how to allow it. The cause is what was thrown first, if
/// anything was; the rest is suppressed.
public final class NeglectError extends AssertionError {

    NeglectError(List<String> lines, List<Throwable> thrown) {
        super(
                lines.size() == 1
                        ? lines.getFirst()
                        : lines.stream().map(line -> "\n- " + line).collect(Collectors.joining()),
                thrown.isEmpty() ? null : thrown.getFirst());
        thrown.stream().skip(1).forEach(this::addSuppressed);
    }
}
