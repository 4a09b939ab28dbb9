// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net.pool;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// One thread here that hands jobs to one process there. The process is started for the first job,
/// and again when it has died or was killed. **Thread** its own, unless said otherwise.
final class Worker implements Runnable {

    // set once
    private final ProcessPool pool;

    // under the lock
    private @Nullable WorkerProcess process;
    private @Nullable Call<?> killable; // the process runs this
    private boolean ending;

    Worker(ProcessPool pool) {
        this.pool = pool;
    }

    @Override
    public void run() {
        try {
            for (Call<?> call = pool.next(); call != null; call = pool.next()) {
                if (call.begin(this)) {
                    serve(call);
                }
                call.end();
            }
        } finally {
            WorkerProcess mine = detach();
            if (mine != null) {
                mine.end();
            }
            pool.left(this);
        }
    }

    private void serve(Call<?> call) {
        WorkerProcess mine;
        try {
            mine = attach(call);
        } catch (Throwable unstartable) {
            call.completeExceptionally(
                    new WorkerDiedError(
                            "no worker could be started: " + unstartable.getMessage(),
                            unstartable));
            return;
        }
        if (mine == null) {
            call.cancel(false); // the pool is being shut down at once
            return;
        }
        if (call.isDone()) { // cancelled before anybody knew which process to kill
            settled();
            return;
        }
        try {
            mine.frames().write(Frames.JOB, call.job);
            settle(call, mine.frames().read(), mine);
        } catch (
                Throwable dead) { // or an error here, which leaves the connection at no clear place
            bury(call, mine, dead);
        } finally {
            settled();
        }
    }

    private synchronized void settled() {
        killable = null;
    }

    /// The process, one that lives; null if there is to be none any more.
    private @Nullable WorkerProcess attach(Call<?> call) throws IOException {
        WorkerProcess known;
        synchronized (this) {
            known = process;
            if (ending) {
                return null;
            }
            if (known != null && known.isAlive()) {
                killable = call;
                return known;
            }
            process = null;
        }
        if (known != null) {
            System.getLogger("asyncio").log(Level.WARNING, "{0}, without a job", known.obituary());
        }
        WorkerProcess started = WorkerProcess.start(pool.options());
        synchronized (this) {
            if (!ending) {
                process = started;
                killable = call;
                return started;
            }
        }
        started.kill();
        started.end();
        return null;
    }

    private synchronized @Nullable WorkerProcess detach() {
        WorkerProcess mine = process;
        process = null;
        return mine;
    }

    private void settle(Call<?> call, Frames.Frame answer, WorkerProcess mine) throws IOException {
        switch (answer.kind()) {
            case Frames.RESULT -> {
                try {
                    call.give(Payload.result(answer.bytes(), pool.options().results()));
                } catch (Throwable bad) { // an error, too: else this thread would end of it
                    String why = bad instanceof Error ? bad.toString() : bad.getMessage();
                    call.completeExceptionally(new IllegalStateException("result: " + why, bad));
                }
            }
            case Frames.FAILURE -> {
                RemoteFailure text = remoteFailure(mine.frames().read().bytes());
                call.completeExceptionally(failure(answer.bytes(), text));
            }
            case Frames.FAILURE_TEXT -> call.completeExceptionally(remoteFailure(answer.bytes()));
            case Frames.NOT_UNDERSTOOD ->
                    call.completeExceptionally(
                            new IllegalArgumentException(
                                    "job: not understood by a worker, whose class path is this"
                                            + " JVM's: "
                                            + new String(answer.bytes(), StandardCharsets.UTF_8)
                                                    .strip()));
            default -> throw new IOException("a frame of kind " + answer.kind());
        }
    }

    private Throwable failure(byte[] bytes, RemoteFailure text) {
        try {
            Object sent = Payload.result(bytes, pool.options().results());
            return sent instanceof Throwable failure ? failure : text;
        } catch (Throwable notLetIn) {
            text.addSuppressed(notLetIn);
            return text;
        }
    }

    private static RemoteFailure remoteFailure(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        int end = text.indexOf('\n');
        return new RemoteFailure(text.substring(0, end), text.substring(end + 1));
    }

    /// The process is dead, or says what it must not.
    private void bury(Call<?> call, WorkerProcess mine, Throwable why) {
        detach();
        mine.kill();
        mine.end();
        if (!call.isDone()) {
            call.completeExceptionally(
                    new WorkerDiedError(mine.obituary() + " while it ran the job", why));
        }
    }

    /// Kills the process if it runs this very call. **Thread** any.
    void killFor(Call<?> call) {
        synchronized (this) {
            if (killable == call && process != null) {
                process.kill();
            }
        }
    }

    /// Kills the process, and starts no other. **Thread** any.
    void stop() {
        Call<?> current;
        synchronized (this) {
            ending = true;
            current = killable;
        }
        if (current != null) {
            current.cancel(false);
        }
        synchronized (this) {
            if (process != null) {
                process.kill();
            }
        }
    }

    /// The number of its process; -1 if it has none. **Thread** any.
    synchronized long pid() {
        return process == null ? -1 : process.pid();
    }
}
