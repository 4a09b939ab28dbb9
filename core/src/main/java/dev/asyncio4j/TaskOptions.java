// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j;

import dev.asyncio4j.context.Context;
import org.jspecify.annotations.Nullable;

/// How a task is to be made; the keyword arguments of `create_task`. Immutable; each `with` returns
/// a changed copy.
///
/// @param name its name; null gives `Task-N`
/// @param context the context it runs in, this very one; null: a copy of the current one
/// @param eagerStart whether it runs up to its first suspension before `createTask` returns; null:
///     as the loop's task factory does it, which is no unless it was changed
public record TaskOptions(
        @Nullable String name, @Nullable Context context, @Nullable Boolean eagerStart) {

    private static final TaskOptions DEFAULTS = new TaskOptions(null, null, null);

    /// No option set.
    public static TaskOptions defaults() {
        return DEFAULTS;
    }

    /// Only a name.
    public static TaskOptions named(String name) {
        return new TaskOptions(name, null, null);
    }

    /// The same with a name.
    public TaskOptions withName(String newName) {
        return new TaskOptions(newName, context, eagerStart);
    }

    /// The same in this very context.
    public TaskOptions withContext(Context newContext) {
        return new TaskOptions(name, newContext, eagerStart);
    }

    /// The same, started eagerly or not.
    public TaskOptions withEagerStart(boolean newEagerStart) {
        return new TaskOptions(name, context, newEagerStart);
    }
}
