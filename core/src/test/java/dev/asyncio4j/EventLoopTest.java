// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j;

import static dev.asyncio4j.Asyncio.async;
import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.Asyncio.createTask;
import static dev.asyncio4j.Asyncio.sleep;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.asyncio4j.loop.ChildJvm;
import dev.asyncio4j.loop.Fault;
import dev.asyncio4j.loop.LoopOptions;
import dev.asyncio4j.testing.VirtualTime;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class EventLoopTest {
    final List<String> marks = new ArrayList<>();
    final List<Fault> faults = new ArrayList<>();
    final EventLoop loop = new EventLoop(VirtualTime.options());

    EventLoopTest() {
        loop.setExceptionHandler((here, fault) -> faults.add(fault));
    }

    @AfterEach
    void close() {
        loop.close();
        assertThat(faults).as("faults that no test expected").isEmpty();
    }

    @Nested
    class RunUntilComplete {
        @Test
        void runUntilComplete_coroutine_givesItsResult() {
            String result =
                    loop.runUntilComplete(
                            async(
                                    () -> {
                                        await(sleep(3600));
                                        return "done at " + EventLoop.running().time();
                                    }));

            assertThat(result).isEqualTo("done at 3600.0");
        }

        @Test
        void runUntilComplete_future_givesItsResult() {
            Future<String> future = loop.createFuture();
            loop.callLater(1, () -> future.setResult("x"));

            assertThat(loop.runUntilComplete(future)).isEqualTo("x");
        }

        @Test
        void runUntilComplete_futureOfAnotherLoop_isRefused() {
            EventLoop other = new EventLoop(VirtualTime.options());

            assertThatIllegalArgumentException()
                    .isThrownBy(() -> loop.runUntilComplete(other.createFuture()))
                    .withMessage(
                            "The future belongs to a different loop than the one specified as the"
                                    + " loop argument");
        }

        @Test
        void runUntilComplete_failure_isThatVeryObjectThoughChecked() {
            IOException failure = new IOException("x");

            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(() -> loop.runUntilComplete(failing(failure)))
                    .isSameAs(failure);
        }

        @Test
        void runUntilComplete_stoppedEarly_saysSoAndTheTaskGoesOn() {
            Task<String> task = loop.createTask(async(() -> await(sleep(2, "late"))));
            loop.callLater(1, loop::stop);

            assertThatIllegalStateException()
                    .isThrownBy(() -> loop.runUntilComplete(task))
                    .withMessage("Event loop stopped before Future completed.");

            assertThat(loop.runUntilComplete(task)).isEqualTo("late");
        }

        @Test
        void runUntilComplete_insideACoroutine_isRefused() {
            Coroutine<Void> inner = async(() -> {});
            loop.runUntilComplete(
                    async(
                            () -> {
                                assertThatIllegalStateException()
                                        .isThrownBy(() -> loop.runUntilComplete(inner))
                                        .withMessage("This event loop is already running");
                                assertThatIllegalStateException()
                                        .isThrownBy(() -> new EventLoop().runUntilComplete(inner))
                                        .withMessage(
                                                "Cannot run the event loop while another loop is"
                                                        + " running");
                            }));
        }

        @Test
        void runUntilComplete_onAVirtualThread_givesTheResult() throws Exception {
            FutureTask<String> run =
                    new FutureTask<>(
                            () -> loop.runUntilComplete(async(() -> await(sleep(1, "x")))));

            Thread.startVirtualThread(run);

            assertThat(run.get()).isEqualTo("x");
        }

        @Test
        void runUntilComplete_interruptedBefore_staysInterrupted() {
            EventLoop real = new EventLoop();
            Thread.currentThread().interrupt();

            real.runUntilComplete(sleep(0.001));

            assertThat(Thread.interrupted()).isTrue();
            real.close();
        }

        @Test
        void runUntilComplete_nothingToWaitFor_isNotified() {
            assertThatExceptionOfType(AssertionError.class)
                    .isThrownBy(() -> loop.runUntilComplete(loop.createFuture()));
        }
    }

    @Nested
    class Exits {
        @Test
        void exit_ofTheMainTask_leavesOnceAndIsNoFault() {
            SystemExit exit = new SystemExit(3);

            assertThatExceptionOfType(SystemExit.class)
                    .isThrownBy(() -> loop.runUntilComplete(failing(exit)))
                    .isSameAs(exit);

            assertThat(loop.runUntilComplete(sleep(1, "next run"))).isEqualTo("next run");
        }

        @Test
        void exit_ofAnotherTask_leavesAndMainGoesOnInTheNextRun() {
            Task<String> main = loop.createTask(async(() -> await(sleep(2, "main"))));
            Task<Void> other = loop.createTask(failing(new KeyboardInterrupt()));

            assertThatExceptionOfType(KeyboardInterrupt.class)
                    .isThrownBy(() -> loop.runUntilComplete(main));

            assertThat(other.exception()).isInstanceOf(KeyboardInterrupt.class);
            assertThat(loop.runUntilComplete(main)).isEqualTo("main");
        }

        @Test
        void exit_inTheTurnInWhichMainEnds_doesNotStopTheNextRun() {
            Future<String> main = loop.createFuture();
            loop.callSoon(() -> main.setResult("x"));
            loop.callSoon(
                    () -> {
                        throw new KeyboardInterrupt();
                    });
            assertThatExceptionOfType(KeyboardInterrupt.class)
                    .isThrownBy(() -> loop.runUntilComplete(main));

            assertThat(loop.runUntilComplete(sleep(1, "next run"))).isEqualTo("next run");
        }
    }

    @Nested
    class Faults {
        @Test
        void exceptionHandler_setAndTakenBack() {
            assertThat(loop.exceptionHandler()).isNotNull();

            loop.setExceptionHandler(null);

            assertThat(loop.exceptionHandler()).isNull();
        }

        @Test
        void exceptionHandler_getsTheLoopAndRunsInTheTasksContext() {
            var var = dev.asyncio4j.context.ContextVar.withDefault("var", "outside");
            loop.setExceptionHandler((here, fault) -> marks.add((here == loop) + var.get()));

            loop.runUntilComplete(
                    async(
                            () -> {
                                var.set("inside");
                                loop.callExceptionHandler(
                                        Fault.of("m").with("task", loop.currentTask()));
                            }));

            assertThat(marks).containsExactly("trueinside");
        }

        /// A needless letter would stand in the ready queue behind the callback.
        @Test
        void retrievedFailure_postsNoLetter() {
            loop.runUntilComplete(
                    async(
                            () -> {
                                Future<Void> future = loop.createFuture();
                                future.setException(new IOException("x"));
                                future.exception();
                                loop.callSoon(() -> marks.add(loop.toString()));
                                await(sleep(1));
                            }));

            assertThat(marks).singleElement().asString().contains(" ready=0 timers=1");
        }
    }

    @Nested
    class Misuse {
        @Test
        void await_refusedInAClassInitialiser_isNotWokenLater() {
            if (!"owned".equals(dev.asyncio4j.carrier.Strands.kind().toString())) {
                return; // a hand-off strand can be suspended there
            }
            String result =
                    loop.runUntilComplete(
                            async(
                                    () -> {
                                        assertThatExceptionOfType(ExceptionInInitializerError.class)
                                                .isThrownBy(Sleeping::touch)
                                                .withCauseInstanceOf(IllegalStateException.class);
                                        assertThatExceptionOfType(ExceptionInInitializerError.class)
                                                .isThrownBy(Yielding::touch)
                                                .withCauseInstanceOf(IllegalStateException.class);
                                        await(sleep(10));
                                        await(sleep(0));
                                        return "at " + loop.time();
                                    }));

            assertThat(result).isEqualTo("at 10.0");
        }

        @Test
        void createTask_onAClosedLoop_closesTheCoroutine() {
            EventLoop closed = new EventLoop(VirtualTime.options());
            closed.close();
            Coroutine<Void> coroutine = async("unwanted", () -> {});

            assertThatIllegalStateException()
                    .isThrownBy(() -> closed.createTask(coroutine))
                    .withMessage("Event loop is closed");

            assertThat(coroutine).hasToString("<Coroutine unwanted closed>");
        }

        @Test
        void running_inATaskWhoseThreadHasAnotherHandler_saysWhy() {
            String rule =
                    "; this thread's uncaught exception handler was set, by which a task is known:"
                            + " set it on threads of your own only";
            loop.runUntilComplete(
                    async(
                            () -> {
                                Future<String> pending = EventLoop.running().createFuture();
                                Thread thread = Thread.currentThread();
                                Thread.UncaughtExceptionHandler task =
                                        thread.getUncaughtExceptionHandler();
                                thread.setUncaughtExceptionHandler((where, failure) -> {});
                                assertThatIllegalStateException()
                                        .isThrownBy(EventLoop::running)
                                        .withMessage("no running event loop" + rule);
                                assertThatIllegalStateException()
                                        .isThrownBy(() -> await(pending))
                                        .withMessageStartingWith("await outside a coroutine")
                                        .withMessageEndingWith(rule);
                                thread.setUncaughtExceptionHandler(task);
                            }));
        }

        @Test
        void running_withoutALoop_saysSo() throws Exception {
            FutureTask<Throwable> elsewhere =
                    new FutureTask<>(() -> catchThrowable(EventLoop::running));
            Thread.startVirtualThread(elsewhere);
            assertThat(elsewhere.get()).hasMessage("no running event loop");
            assertThatIllegalStateException()
                    .isThrownBy(EventLoop::running)
                    .withMessage("no running event loop");
        }

        private static final class Sleeping {
            static {
                await(sleep(1));
            }

            static void touch() {
                // its initialiser runs first
            }
        }

        private static final class Yielding {
            static {
                await(sleep(0));
            }

            static void touch() {
                // its initialiser runs first
            }
        }
    }

    @Nested
    class Memory {
        @Tag("slow")
        @Test
        void task_nobodyElseHolds_survivesTheGarbageCollector() {
            loop.runUntilComplete(
                    async(
                            () -> {
                                WeakReference<Task<Void>> task = spawn();
                                await(sleep(1));
                                for (int i = 0; i < 3; i++) {
                                    System.gc();
                                }
                                assertThat(task.get()).isNotNull();
                                await(sleep(2));
                            }));

            assertThat(marks).containsExactly("survived");
        }

        @Test
        void allTasks_afterTheyEnded_isEmpty() {
            loop.runUntilComplete(
                    async(
                            () -> {
                                spawn();
                                assertThat(loop.allTasks()).hasSize(2);
                                await(sleep(5));
                                assertThat(loop.allTasks()).containsExactly(loop.currentTask());
                            }));

            assertThat(loop.allTasks()).isEmpty();
        }

        @Test
        void sleep_cancelled_leavesNoTimer() {
            loop.runUntilComplete(
                    async(
                            () -> {
                                Task<Void> sleeper = createTask(sleep(1e6));
                                await(sleep(0));
                                sleeper.cancel();
                                await(sleep(0));
                                assertThat(loop.toString()).endsWith("timers=0>");
                            }));
        }

        /// In a method of its own, so that no local of the caller holds the task.
        private WeakReference<Task<Void>> spawn() {
            return new WeakReference<>(
                    createTask(
                            async(
                                    () -> {
                                        await(sleep(2));
                                        marks.add("survived");
                                    })));
        }
    }

    @Nested
    class Environment {
        @Tag("slow")
        @Test
        void debug_fromTheEnvironment_isOn() throws Exception {
            assertThat(debugWith("1")).containsExactly("true");
            assertThat(debugWith("0")).containsExactly("false");
            assertThat(debugWith("")).containsExactly("false");
        }

        private List<String> debugWith(String value) throws Exception {
            Process child = ChildJvm.start(Child.class, Map.of("ASYNCIO4J_DEBUG", value));
            return ChildJvm.finish(child).out();
        }
    }

    @Test
    void toString_showsItsState() {
        loop.callSoon(() -> {});
        loop.setDebug(false);

        assertThat(loop)
                .hasToString("<EventLoop running=false closed=false debug=false ready=1 timers=0>");
    }

    private static Coroutine<Void> failing(Throwable failure) {
        return async(
                () -> {
                    throw Sneaky.<RuntimeException>as(failure);
                });
    }

    /// Tells whether its loops are in debug mode.
    static final class Child {
        public static void main(String[] arguments) {
            System.out.println(new EventLoop(LoopOptions.defaults()).debug());
        }
    }
}
