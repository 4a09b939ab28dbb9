// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.hazelcast;

import java.io.Serializable;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/// A call that can be sent to another member: a lambda that is given as a `Job` can, if all it
/// captures can.
///
/// @param <T> its result
@FunctionalInterface
public interface Job<T extends @Nullable Object> extends Callable<T>, Serializable {}
