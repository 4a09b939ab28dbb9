// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net.pool;

import java.io.Serializable;

/// A [Job] without a result.
@FunctionalInterface
public interface Action extends Runnable, Serializable {}
