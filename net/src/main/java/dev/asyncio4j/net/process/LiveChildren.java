// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net.process;

import dev.asyncio4j.Signal;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// The children of this process that run: they end with it. A loop ends its own when it is closed,
/// but `System.exit` and the signals that end a JVM leave it no time for that. **Thread** any.
final class LiveChildren {

    private static final Set<Child> RUNNING = ConcurrentHashMap.newKeySet();
    private static volatile boolean ending; // the process does

    static {
        try {
            Runtime.getRuntime()
                    .addShutdownHook(new Thread(LiveChildren::end, "asyncio-children-end"));
        } catch (IllegalStateException already) {
            ending = true;
        }
    }

    private LiveChildren() {}

    /// A child has been started. If the process ends already, it is killed.
    static void add(Child child) {
        RUNNING.add(child);
        if (ending) {
            kill(child);
        }
    }

    /// Blocks until a child has ended, and forgets it. Tells how it ended.
    static int awaitEnd(Child child) throws IOException {
        try {
            return child.awaitEnd();
        } finally {
            RUNNING.remove(child);
        }
    }

    private static void end() {
        ending = true; // before the look at them: who is added later sees it
        RUNNING.forEach(LiveChildren::kill);
    }

    private static void kill(Child child) {
        child.signal(Signal.SIGKILL.number());
    }
}
