// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net.file;

import static dev.asyncio4j.Asyncio.await;

import dev.asyncio4j.Future;
import dev.asyncio4j.WaitPoint;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// What is done to one file, one after the other, on threads. **Thread** loop.
///
/// - **I1** At most one operation is on a thread, and it is not interrupted: who asked for it may
/// be
///   cancelled, but the next operation waits until it is over.
/// - **I2** What an operation changes of the file's state here (`whenDone`) is changed when it is
///   over, whether or not somebody still waits for it.
final class Operations {

    private final FileThreads threads;
    private final Path file;
    private final WaitPoint point;
    private final Deque<Operation<?>> waiting = new ArrayDeque<>();
    private boolean busy;

    /// @param file which it is
    Operations(FileThreads threads, Path file) {
        this.threads = threads;
        this.file = file;
        this.point = FileThreads.point(file);
    }

    /// What to do, and what that changes here.
    ///
    /// @param call on a thread
    /// @param whenDone on the loop, with what it gave
    record Job<T>(Callable<T> call, Consumer<? super T> whenDone) {}

    /// A job that is made when its turn has come, and the future of its result.
    private record Operation<T>(Supplier<Job<T>> maker, Future<T> result) {}

    /// Does a job after what was asked for before, and gives what it gives; `maker` makes it then.
    /// **Suspends** always. **If cancelled** before its turn, nothing is done; otherwise it is done
    /// to its end.
    <T> T perform(Supplier<Job<T>> maker) {
        return await(begin(maker));
    }

    /// [#perform] of a call that changes nothing here.
    <T> T perform(Callable<T> call) {
        return perform(() -> new Job<>(call, done -> {}));
    }

    <T> Future<T> begin(Supplier<Job<T>> maker) {
        Operation<T> operation = new Operation<>(maker, threads.loop().createFuture(point));
        waiting.add(operation);
        next();
        return operation.result();
    }

    private void next() {
        while (!busy && !waiting.isEmpty()) {
            Operation<?> operation = waiting.poll();
            if (!operation.result().isDone()) { // else cancelled
                busy = true;
                run(operation);
            }
        }
    }

    private <T> void run(Operation<T> operation) {
        Job<T> job = operation.maker().get();
        threads.submit(file, job.call())
                .addDoneCallback(
                        done -> {
                            busy = false;
                            finish(job, operation.result(), done);
                            next();
                        });
    }

    private static <T> void finish(Job<T> job, Future<T> result, Future<T> done) {
        Throwable failure = done.exception();
        if (failure == null) {
            job.whenDone().accept(done.result());
        }
        if (result.isDone()) {
            return; // cancelled meanwhile
        }
        if (failure == null) {
            result.setResult(done.result());
        } else {
            result.setException(failure);
        }
    }
}
