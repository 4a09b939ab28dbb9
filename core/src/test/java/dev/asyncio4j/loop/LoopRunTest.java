// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.asyncio4j.carrier.Strands;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class LoopRunTest {
    final PlainLoop loop = new PlainLoop();
    final List<String> marks = new ArrayList<>();

    @Nested
    class Stopping {
        @Test
        void stop_inACallback_finishesTheTurn() {
            loop.callSoon(
                    () -> {
                        loop.stop();
                        loop.callSoon(() -> marks.add("next turn"));
                        marks.add("first");
                    });
            loop.callSoon(() -> marks.add("second"));

            loop.runForever();

            assertThat(marks).containsExactly("first", "second");
            assertThat(loop).hasToString("ready=1 timers=0");
        }

        @Test
        void stop_beforeTheRun_oneTurnWithoutWaiting() {
            loop.callSoon(() -> marks.add("ready"));
            loop.callLater(1, () -> marks.add("later"));
            loop.stop();

            loop.runForever();

            assertThat(marks).containsExactly("ready");
            assertThat(loop.time()).isZero();
        }

        @Test
        void stop_once_doesNotStopTheNextRun() {
            loop.stop();
            loop.runForever();
            loop.callLater(1, loop::stop);

            loop.runForever();

            assertThat(loop.time()).isEqualTo(1);
        }

        @Test
        void stop_thenExit_doesNotStopTheNextRun() {
            loop.callSoon(
                    () -> {
                        loop.stop();
                        throw new PlainLoop.Exit();
                    });
            assertThatExceptionOfType(PlainLoop.Exit.class).isThrownBy(loop::runForever);
            loop.callLater(1, loop::stop);

            loop.runForever();

            assertThat(loop.time()).isEqualTo(1);
        }
    }

    @Nested
    class Running {
        @Test
        void isRunning_insideAndAfter() {
            loop.callSoon(() -> marks.add("inside " + loop.isRunning()));

            loop.runOnce();

            assertThat(marks).containsExactly("inside true");
            assertThat(loop.isRunning()).isFalse();
        }

        @Test
        void current_insideAndAfter() {
            loop.callSoon(() -> marks.add("inside " + (LoopCore.current() == loop)));

            loop.runOnce();

            assertThat(marks).containsExactly("inside true");
            assertThat(LoopCore.current()).isNull();
        }

        @Test
        void runForever_inItself_isRefused() {
            loop.callSoon(refused(loop, "This event loop is already running"));

            loop.runOnce();

            assertThat(marks).containsExactly("refused");
        }

        @Test
        void runForever_anotherInside_isRefusedAndTheOuterGoesOn() {
            PlainLoop inner = new PlainLoop();
            loop.callSoon(
                    refused(inner, "Cannot run the event loop while another loop is running"));
            loop.callSoon(() -> marks.add("still here: " + (LoopCore.current() == loop)));

            loop.runOnce();

            assertThat(marks).containsExactly("refused", "still here: true");
        }

        @Test
        void runForever_onAThreadThatCannotDriveStrands_borrowsOne() throws Exception {
            boolean drivesOnVirtual = Strands.kind() == Strands.Kind.HAND_OFF;
            List<Thread> threads = new ArrayList<>();
            loop.callSoon(() -> threads.add(Thread.currentThread()));
            loop.callSoon(loop::stop);
            FutureTask<Boolean> run =
                    new FutureTask<>(
                            () -> {
                                loop.runForever();
                                return loop.isRunning();
                            });

            Thread unable =
                    drivesOnVirtual
                            ? Thread.ofPlatform().start(run)
                            : Thread.ofVirtual().start(run);

            assertThat(run.get()).isFalse();
            assertThat(threads).hasSize(1).doesNotContain(unable);
            assertThat(threads.getFirst().isVirtual()).isEqualTo(drivesOnVirtual);
            assertThat(threads.getFirst().getName()).isEqualTo("asyncio-loop");
        }

        @Test
        void runForever_onAThreadThatCanDriveStrands_runsThere() throws Exception {
            List<Thread> threads = new ArrayList<>();
            loop.callSoon(() -> threads.add(Thread.currentThread()));

            Thread able = Strands.newDriver("mine", loop::runOnce);
            able.start();
            able.join();

            assertThat(threads).containsExactly(able);
        }

        @Test
        void runForever_onAVirtualThread_rethrowsWhatLeaves() throws Exception {
            PlainLoop.Exit exit = new PlainLoop.Exit();
            loop.callSoon(
                    () -> {
                        throw exit;
                    });
            List<Throwable> thrown = new ArrayList<>();

            Thread.startVirtualThread(
                            () -> {
                                try {
                                    loop.runForever();
                                } catch (Throwable failure) {
                                    thrown.add(failure);
                                }
                            })
                    .join();

            assertThat(thrown).hasSize(1).first().isSameAs(exit);
        }

        @Test
        void runForever_againOnAnotherThread_works() throws Exception {
            loop.runOnce();
            loop.callSoon(() -> marks.add("second run"));

            Thread.ofPlatform().start(loop::runOnce).join();

            assertThat(marks).containsExactly("second run");
        }

        @Test
        void runForever_pollerThatCannotAttach_leavesNoTrace() {
            PlainLoop broken =
                    new PlainLoop(
                            LoopOptions.defaults()
                                    .withPoller(
                                            new BrokenPoller() {
                                                @Override
                                                public void attach(Thread loopThread) {
                                                    throw new IllegalStateException("no attach");
                                                }
                                            }));

            assertThatIllegalStateException().isThrownBy(broken::runForever);

            assertThat(broken.isRunning()).isFalse();
            assertThat(LoopCore.current()).isNull();
        }

        private Runnable refused(PlainLoop which, String message) {
            return () -> {
                assertThatIllegalStateException()
                        .isThrownBy(which::runForever)
                        .withMessage(message);
                marks.add("refused");
            };
        }
    }

    @Nested
    class Exits {
        @Test
        void exit_inACallback_leavesWithTheRestStillQueued() {
            loop.callSoon(() -> marks.add("before"));
            loop.callSoon(
                    () -> {
                        throw new PlainLoop.Exit();
                    });
            loop.callSoon(() -> marks.add("rest"));

            assertThatExceptionOfType(PlainLoop.Exit.class).isThrownBy(loop::runForever);

            assertThat(marks).containsExactly("before");
            assertThat(loop.isRunning()).isFalse();
            loop.runOnce();
            assertThat(marks).containsExactly("before", "rest");
        }

        @Test
        void failure_inACallback_isReportedAndTheLoopGoesOn() {
            List<Fault> told = new ArrayList<>();
            loop.handleFaults(told::add);
            RuntimeException failure = new RuntimeException("x");
            Handle handle =
                    loop.callSoon(
                            () -> {
                                throw failure;
                            });
            loop.callSoon(() -> marks.add("next"));

            loop.runOnce();

            assertThat(marks).containsExactly("next");
            assertThat(told).hasSize(1);
            assertThat(told.getFirst().message())
                    .isEqualTo("Exception in callback " + getClass().getName() + " lambda");
            assertThat(told.getFirst().exception()).isSameAs(failure);
            assertThat(told.getFirst().context()).containsEntry("handle", handle);
        }

        @Test
        void stackOverflow_inACallback_isReportedAndTheLoopGoesOn() {
            List<Fault> told = new ArrayList<>();
            loop.handleFaults(told::add);
            loop.callSoon(() -> recurse(0));
            loop.callSoon(() -> marks.add("next"));

            loop.runOnce();

            assertThat(marks).containsExactly("next");
            assertThat(told)
                    .extracting(Fault::exception)
                    .hasOnlyElementsOfType(StackOverflowError.class);
        }

        private int recurse(int depth) {
            return depth < 0 ? depth : recurse(depth + 1) + 1; // never negative
        }
    }

    @Nested
    class Closing {
        @Test
        void close_idle_refusesEverythingAfterwards() {
            loop.close();
            loop.close();

            assertThat(loop.isClosed()).isTrue();
            assertThat(loop.isRunning()).isFalse();
            refuses(loop::runForever);
            refuses(() -> loop.callSoon(() -> {}));
            refuses(() -> loop.callLater(1, () -> {}));
            refuses(() -> loop.callAt(1, () -> {}));
            refuses(() -> loop.callSoonThreadsafe(() -> {}));
        }

        @Test
        void close_running_isRefused() {
            loop.callSoon(
                    () ->
                            assertThatIllegalStateException()
                                    .isThrownBy(loop::close)
                                    .withMessage("Cannot close a running event loop"));
            loop.callSoon(() -> marks.add("went on"));

            loop.runOnce();

            assertThat(marks).containsExactly("went on");
            assertThat(loop.isClosed()).isFalse();
        }

        @Test
        void close_pendingCallbacks_areDropped() {
            loop.callSoon(() -> marks.add("never"));
            loop.callLater(1, () -> marks.add("never"));
            loop.callSoonThreadsafe(() -> marks.add("never"));

            loop.close();

            assertThat(loop).hasToString("ready=0 timers=0");
            assertThat(marks).isEmpty();
        }

        @Test
        void close_whatItGivesBackFails_isClosedAllTheSame() {
            loop.callSoon(() -> {});
            loop.onClose =
                    () -> {
                        throw new PlainLoop.Exit();
                    };

            assertThatExceptionOfType(PlainLoop.Exit.class).isThrownBy(loop::close);

            assertThat(loop.isClosed()).isTrue();
            assertThat(loop).hasToString("ready=0 timers=0");
        }

        private void refuses(Runnable call) {
            assertThatIllegalStateException()
                    .isThrownBy(call::run)
                    .withMessage("Event loop is closed");
        }
    }

    /// Does nothing, and is overridden where it is to fail.
    private abstract static class BrokenPoller implements Poller {
        @Override
        public void detach() {
            // nothing to put back
        }

        @Override
        public void poll(long timeoutNanos) {
            // never gets here
        }

        @Override
        public void wakeup() {
            // nobody waits
        }

        @Override
        public void close() {
            // holds nothing
        }
    }
}
