// SPDX-License-Identifier: Apache-2.0

import org.jspecify.annotations.NullMarked;

/// OpenTelemetry's context, kept in the context of the task.
///
/// Start at [dev.asyncio4j.opentelemetry.TaskContextStorage]: to have this module is all there is
/// to do.
@NullMarked
@SuppressWarnings({
    "requires-automatic", // these libraries have a module name, but no module yet
    "requires-transitive-automatic"
})
module dev.asyncio4j.opentelemetry {
    requires static org.jspecify;
    requires transitive dev.asyncio4j;
    requires transitive io.opentelemetry.context;

    exports dev.asyncio4j.opentelemetry;

    provides io.opentelemetry.context.ContextStorageProvider with
            dev.asyncio4j.opentelemetry.TaskContextStorage;
}
