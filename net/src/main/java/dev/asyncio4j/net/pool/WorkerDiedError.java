// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net.pool;

import org.jspecify.annotations.Nullable;

/// The process that ran a job is gone, and with it the job. The pool goes on with another process.
/// **Like** `concurrent.futures.process.BrokenProcessPool`, after which that pool is useless.
public final class WorkerDiedError extends RuntimeException {

    WorkerDiedError(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
