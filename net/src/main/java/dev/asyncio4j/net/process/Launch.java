// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net.process;

import dev.asyncio4j.Signal;
import java.io.Closeable;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/// The start of a child, on a thread of its own, until somebody takes the child over. If nobody
/// will any more, because the starter was cancelled or its loop closed, the child is killed,
/// whether it is there already or comes later.
final class Launch implements Callable<Child> {

    // set once
    private final Launcher launcher;
    private final Command command;
    private final ChildThreads threads;

    // under the lock
    private @Nullable Child child;
    private boolean abandoned;

    Launch(Launcher launcher, Command command, ChildThreads threads) {
        this.launcher = launcher;
        this.command = command;
        this.threads = threads;
    }

    /// **Thread** one of the child's.
    @Override
    public Child call() throws IOException {
        Child started = launcher.launch(command);
        LiveChildren.OF_THIS_JVM.add(started);
        synchronized (this) {
            if (!abandoned) {
                child = started;
                return started;
            }
        }
        bury(started);
        throw new CancellationException();
    }

    /// Nobody will take the child over. **Thread** loop.
    void abandon() {
        Child orphan;
        synchronized (this) {
            abandoned = true;
            orphan = child;
        }
        if (orphan != null) {
            threads.execute(() -> bury(orphan));
        }
        threads.shutdown();
    }

    /// Kills it, closes its pipes, and takes it off the books. Blocks.
    static void bury(Child child) {
        child.signal(Signal.SIGKILL.number());
        for (Closeable each : new Closeable[] {child.stdin(), child.stdout(), child.stderr()}) {
            closeQuietly(each);
        }
        try {
            int _ = LiveChildren.OF_THIS_JVM.awaitEnd(child);
        } catch (IOException unseen) {
            System.getLogger("asyncio")
                    .log(
                            Level.WARNING,
                            "the end of process " + child.pid() + " is unknown",
                            unseen);
        }
    }

    static void closeQuietly(@Nullable Closeable pipe) {
        if (pipe != null) {
            try {
                pipe.close();
            } catch (IOException full) { // it could not write what it still held
                System.getLogger("asyncio").log(Level.DEBUG, "a pipe was closed", full);
            }
        }
    }
}
