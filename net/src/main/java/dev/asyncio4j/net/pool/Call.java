// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net.pool;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RunnableFuture;
import org.jspecify.annotations.Nullable;

/// A job in a pool, and the future of its result.
final class Call<T extends @Nullable Object> extends CompletableFuture<T>
        implements RunnableFuture<T> {

    // set once
    private final ProcessPool pool;
    final byte[] job;
    private final String text;

    // under the lock
    private @Nullable Worker worker; // which runs it

    Call(ProcessPool pool, byte[] job, String text) {
        this.pool = pool;
        this.job = job;
        this.text = text;
    }

    /// Only a worker runs it.
    @Override
    public void run() {
        throw new UnsupportedOperationException(
                "a job of a process pool runs in its processes only: " + this);
    }

    /// Takes the job back, if it has not begun; kills the process that runs it, if it has and
    /// `mayInterruptIfRunning`. Otherwise it runs on for nothing.
    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        if (!super.cancel(mayInterruptIfRunning)) {
            return false;
        }
        pool.forget(this);
        if (mayInterruptIfRunning) {
            Worker running;
            synchronized (this) {
                running = worker;
            }
            if (running != null) {
                running.killFor(this);
            }
        }
        return true;
    }

    /// A worker begins with it; false if it was cancelled.
    synchronized boolean begin(Worker by) {
        worker = by;
        return !isDone();
    }

    synchronized void end() {
        worker = null;
    }

    boolean isOf(ProcessPool other) {
        return pool == other;
    }

    /// What came back.
    @SuppressWarnings("unchecked") // what the job gave is what its type says it gives
    void give(@Nullable Object value) {
        complete((T) value);
    }

    @Override
    public <U> CompletableFuture<U> newIncompleteFuture() {
        return new CompletableFuture<>();
    }

    @Override
    public String toString() {
        return "<Call of " + text + " " + state() + ">";
    }
}
