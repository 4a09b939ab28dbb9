// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What `waitOn` gives: the futures given, sorted into two sets that keep their order.
///
/// @param <T> the futures' results
/// @param done those that are done, however they ended
/// @param pending those that are not
public record WaitResult<T extends @Nullable Object>(Set<Future<T>> done, Set<Future<T>> pending) {}
