// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net.pool;

import java.io.Serializable;
import java.util.concurrent.Callable;

/// A call that can be sent to another process: a lambda that is given as a `Job` can, if all it
/// captures can.
@FunctionalInterface
public interface Job<T> extends Callable<T>, Serializable {}
