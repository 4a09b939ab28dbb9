// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.loop;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/// The loops of this JVM that run, and the daemon thread on which [LoopObserver]s look at them.
///
/// The thread begins with the first loop that runs and sleeps for a moment before it does anything,
/// so that a short program pays for its start and for nothing else; it ends when no loop has run
/// for a while. The system property `asyncio4j.inspect=off` does without it; `early` makes the
/// observers before the first loop runs, and tells them when loops begin and end. **Thread** any.
public final class RunningLoops {

    private static final long MOMENT = 100; // milliseconds
    private static final long WHILE = 10_000;
    private static final Set<LoopCore> RUNNING = ConcurrentHashMap.newKeySet();
    private static final String WISH = System.getProperty("asyncio4j.inspect", "");
    private static final AtomicBoolean WATCHED = new AtomicBoolean(WISH.equals("off"));

    /// Made when the first loop runs, if it is to be told.
    private static final class Early {
        static final List<LoopObserver> OBSERVERS = WISH.equals("early") ? load() : List.of();
    }

    private RunningLoops() {}

    /// The loops that run now. A copy.
    public static List<LoopCore> list() {
        return List.copyOf(RUNNING);
    }

    static void enter(LoopCore loop) {
        RUNNING.add(loop);
        if (!WATCHED.get()) {
            watchIfNobodyDoes();
        }
        tell(each -> each.begins(loop));
    }

    private static void tell(Consumer<LoopObserver> what) {
        for (LoopObserver each : Early.OBSERVERS) {
            try {
                what.accept(each);
            } catch (RuntimeException | LinkageError broken) {
                Faults.log().log(Level.WARNING, each + " failed", broken);
            }
        }
    }

    private static void watchIfNobodyDoes() {
        if (WATCHED.compareAndSet(false, true)) {
            Thread.ofPlatform().daemon().name("asyncio-watch").start(RunningLoops::watch);
        }
    }

    static void leave(LoopCore loop) {
        RUNNING.remove(loop);
        tell(each -> each.ends(loop));
    }

    private static void watch() {
        CountDownLatch never = new CountDownLatch(1);
        try {
            never.await(MOMENT, TimeUnit.MILLISECONDS);
            List<LoopObserver> observers = observers();
            if (observers.isEmpty()) {
                return; // and none will come: the JVM does without from now on
            }
            observe(observers, never);
        } catch (InterruptedException ended) { // by nobody we know: then it is to end
            Thread.currentThread().interrupt();
        }
        WATCHED.set(false);
        if (!RUNNING.isEmpty()) { // one came just now
            watchIfNobodyDoes();
        }
    }

    private static void observe(List<LoopObserver> observers, CountDownLatch never)
            throws InterruptedException {
        for (long idle = 0; idle < WHILE; ) {
            List<LoopCore> running = list();
            long pause = WHILE;
            for (LoopObserver each : observers) {
                pause = Math.min(pause, look(each, running));
            }
            never.await(pause, TimeUnit.MILLISECONDS);
            idle = running.isEmpty() ? idle + pause : 0;
        }
    }

    private static List<LoopObserver> observers() {
        return WISH.equals("early") ? Early.OBSERVERS : load();
    }

    private static List<LoopObserver> load() {
        List<LoopObserver> found = new ArrayList<>();
        ServiceLoader.load(LoopObserver.class, RunningLoops.class.getClassLoader())
                .forEach(found::add);
        return found;
    }

    /// A broken observer must not silence the others, nor fill the log.
    private static long look(LoopObserver observer, List<LoopCore> running) {
        try {
            Duration pause = observer.look(running);
            return Math.max(1, pause.toMillis());
        } catch (RuntimeException | Error broken) {
            Faults.log().log(Level.WARNING, observer + " failed", broken);
            return WHILE;
        }
    }
}
