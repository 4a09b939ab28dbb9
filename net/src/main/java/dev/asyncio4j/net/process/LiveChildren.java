// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net.process;

import dev.asyncio4j.Signal;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.LinkedHashSet;
import java.util.Set;

/// The children of this process that run: they end with it. A loop ends its own when it is closed,
/// but `System.exit` and the signals that end a JVM leave it no time for that. **Thread** any.
final class LiveChildren {

    static final LiveChildren OF_THIS_JVM = new LiveChildren();

    // under the lock
    private final Set<Child> running = new LinkedHashSet<>();
    private boolean ending; // the process does

    private LiveChildren() {
        Thread end = new Thread(this::end, "asyncio-children-end");
        try {
            Runtime.getRuntime().addShutdownHook(end);
        } catch (IllegalStateException already) {
            ending = true;
        }
    }

    /// A child has been started. If the process ends already, it is killed.
    synchronized void add(Child child) {
        running.add(child);
        if (ending) {
            kill(child);
        }
    }

    /// Blocks until a child has ended, and forgets it. Tells how it ended.
    int awaitEnd(Child child) throws IOException {
        try {
            return child.awaitEnd();
        } finally {
            forget(child);
        }
    }

    private synchronized void forget(Child child) {
        running.remove(child);
    }

    private synchronized void end() {
        ending = true;
        running.forEach(LiveChildren::kill);
    }

    private static void kill(Child child) {
        try {
            child.signal(Signal.SIGKILL.number());
        } catch (IllegalStateException notAllowed) { // it has another user's rights
            System.getLogger("asyncio").log(Level.DEBUG, "a child lives on", notAllowed);
        }
    }
}
