// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j;

import org.jspecify.annotations.Nullable;

/// The code of a scope, a task group or a timeout, which looks for its task first of all and says
/// in its own words if there is none.
///
/// @param <T> what it returns
@FunctionalInterface
interface ScopeBody<T extends @Nullable Object> extends Body<T> {}
