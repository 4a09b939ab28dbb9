// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.micrometer;

import dev.asyncio4j.context.ThreadValues;
import io.micrometer.context.ContextRegistry;
import io.micrometer.context.ContextSnapshot;
import io.micrometer.context.ContextSnapshotFactory;
import io.micrometer.context.integration.Slf4jThreadLocalAccessor;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Lets thread-locals follow tasks: the MDC, the current observation, and whatever else has a
/// `ThreadLocalAccessor` in Micrometer's `ContextRegistry`.
///
/// ```java
/// void main() {
///     ContextPropagation.carryMdc();
///     run(serve());
/// }
/// ```
///
/// From then on a task begins with its creator's values, as with context variables; what it sets
/// nobody else sees but the tasks, callbacks and `toThread` calls that it makes. What is taken
/// along
/// is a snapshot: a value that is changed in place is seen by all who have it. See [ThreadValues]
/// for where exactly values are taken and set.
///
/// It costs each new task, callback and thread call one snapshot and its restoring, and nothing in
/// between. It is for the whole JVM and for good. **Thread** any; early, since contexts copied
/// before have no values.
public final class ContextPropagation implements ThreadValues {

    private static final ContextPropagation ALL =
            new ContextPropagation(
                    ContextSnapshotFactory.builder()
                            .contextRegistry(ContextRegistry.getInstance())
                            .clearMissing(true)
                            .build());

    private final ContextSnapshotFactory snapshots;
    private final ContextSnapshot none;

    private ContextPropagation(ContextSnapshotFactory snapshots) {
        this.snapshots = snapshots;
        this.none = snapshots.captureFrom();
    }

    /// Takes along all that the global `ContextRegistry` knows, now and later. Idempotent.
    /// @throws IllegalStateException if something else is taken along already
    public static void carry() {
        ThreadValues.carry(ALL);
    }

    /// [#carry()], and the MDC, which the registry does not know by itself: with all of its keys.
    /// @throws IllegalStateException if something else is taken along already
    public static void carryMdc() {
        ContextRegistry registry = ContextRegistry.getInstance();
        boolean isKnown =
                registry.getThreadLocalAccessors().stream()
                        .anyMatch(each -> each.key().equals(Slf4jThreadLocalAccessor.KEY));
        if (!isKnown) { // else it was perhaps restricted to some keys
            registry.registerThreadLocalAccessor(new Slf4jThreadLocalAccessor());
        }
        carry();
    }

    /// Takes along what this factory captures: a registry of one's own, or fewer keys. It should
    /// have been built with `clearMissing(true)`, else a callback may see values of the loop's
    /// thread.
    /// @throws IllegalStateException if something else is taken along already
    public static void carry(ContextSnapshotFactory snapshots) {
        ThreadValues.carry(new ContextPropagation(Objects.requireNonNull(snapshots, "snapshots")));
    }

    @Override
    public Object capture() {
        return snapshots.captureAll();
    }

    @Override
    public Stay enter(@Nullable Object captured) {
        ContextSnapshot snapshot = captured instanceof ContextSnapshot some ? some : none;
        return snapshot.setThreadLocals()::close;
    }

    /// `<ContextPropagation>`.
    @Override
    public String toString() {
        return "<ContextPropagation>";
    }
}
