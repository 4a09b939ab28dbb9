// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.conformance.loop;

import static dev.asyncio4j.Asyncio.async;
import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.Asyncio.createTask;
import static dev.asyncio4j.Asyncio.getRunningLoop;
import static dev.asyncio4j.Asyncio.run;
import static dev.asyncio4j.Asyncio.sleep;
import static dev.asyncio4j.conformance.Py.print;
import static dev.asyncio4j.conformance.Py.show;

import dev.asyncio4j.Coroutine;
import dev.asyncio4j.EventLoop;
import dev.asyncio4j.RunnerOptions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/// Debug mode: slow steps are logged, calls from a wrong thread refused. Times are five times those
/// of the Python program, for here the first step loads classes.
public final class T03DebugMode {

    private static final Logger LOGGER = Logger.getLogger("asyncio");

    public static void main(String[] args) {
        LOGGER.addHandler(new Show());
        LOGGER.setUseParentHandlers(false);
        LOGGER.setLevel(Level.FINE);
        run(program(), RunnerOptions.defaults().withDebug(true));
    }

    private static final class Show extends Handler {

        @Override
        public void publish(LogRecord entry) {
            if (entry.getMessage().contains("strands")) {
                return;
            }
            String text =
                    entry.getMessage()
                            .replaceAll("<Handle .*>", "<Handle ...>")
                            .replaceAll("<Task .*>", "<Task ...>")
                            .replaceAll("<TimerHandle .*>", "<TimerHandle ...>")
                            .replaceAll("\\d+\\.\\d+", "N.NNN");
            print(" ", entry.getLevel(), "|", text);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }

    /// Keeps the loop waiting: what debug mode is to notice.
    private static void slow() {
        long end = System.nanoTime() + 300_000_000;
        while (System.nanoTime() < end) {
            LockSupport.parkNanos(end - System.nanoTime());
        }
    }

    private static Coroutine<Void> program() {
        return async(
                () -> {
                    EventLoop loop = getRunningLoop();
                    print(
                            "debug:",
                            loop.debug(),
                            "default limit:",
                            loop.slowCallbackDuration().toMillis() / 1000.0);
                    loop.setSlowCallbackDuration(Duration.ofMillis(150));
                    loop.callSoon(T03DebugMode::slow);
                    await(sleep(0));
                    await(sleep(0));
                    loop.callLater(0, T03DebugMode::slow);
                    await(sleep(0.01));
                    await(createTask(async(() -> slow()), "slow one"));
                    print("not slow: no line");
                    loop.callSoon(() -> {});
                    await(sleep(0));

                    print("-- from a wrong thread");
                    Thread other = Thread.ofPlatform().start(() -> otherThread(loop));
                    while (other.isAlive()) {
                        await(sleep(0.005));
                    }

                    print("-- switched off: no checks, no log");
                    loop.setDebug(false);
                    loop.callSoon(T03DebugMode::slow);
                    await(sleep(0));
                    await(sleep(0));
                    print("debug:", loop.debug());
                });
    }

    private static void otherThread(EventLoop loop) {
        for (Runnable each :
                List.<Runnable>of(
                        () -> loop.callSoon(() -> print()),
                        () -> loop.callLater(1, () -> print()),
                        () -> loop.callAt(1, () -> print()))) {
            try {
                each.run();
            } catch (IllegalStateException e) {
                print(show(e));
            }
        }
        loop.callSoonThreadsafe(() -> {});
        print("call_soon_threadsafe is fine");
    }
}
