// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import org.jspecify.annotations.Nullable;

/// An executor whose futures tell when they are done: [EventLoop#runInExecutor] hands it the call
/// as
/// it is, where others get a `Runnable` around it, and cancels with the right to interrupt. For
/// executors that send calls elsewhere.
public interface CompletableExecutor extends ExecutorService {

    @Override
    <T extends @Nullable Object> CompletableFuture<T> submit(Callable<T> call);
}
