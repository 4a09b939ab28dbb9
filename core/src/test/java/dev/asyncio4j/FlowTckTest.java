// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;

import dev.asyncio4j.carrier.Strands;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Flow;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.reactivestreams.tck.TestEnvironment;
import org.reactivestreams.tck.flow.FlowPublisherVerification;
import org.reactivestreams.tck.flow.FlowSubscriberBlackboxVerification;
import org.testng.ITestNGListener;
import org.testng.ITestResult;
import org.testng.TestListenerAdapter;
import org.testng.TestNG;
import org.testng.annotations.AfterClass;
import org.testng.annotations.BeforeClass;

/// The bridges to `Flow` pass the reactive-streams TCK, which is written for TestNG.
@Tag("real-time")
@Tag("slow")
class FlowTckTest {

    private static final long WAIT_MILLIS = 1000; // for a signal that must come
    private static final long SILENCE_MILLIS = 50; // for one that must not
    private static final int LONGEST = Integer.MAX_VALUE; // no test takes them all

    // What the TCK itself does not check, or only wishes: a refusal of requests in its own words is
    // the one wish that is not fulfilled, since ours say what was asked and what is expected.
    private static final Set<String> SKIPPED_OF_PUBLISHER =
            Set.of(
                    "optional_spec309_requestNegativeNumberMaySignalIllegalArgumentExceptionWithSpecificMessage",
                    "untested_spec106_mustConsiderSubscriptionCancelledAfterOnErrorOrOnCompleteHasBeenCalled",
                    "untested_spec107_mustNotEmitFurtherSignalsOnceOnErrorHasBeenSignalled",
                    "untested_spec108_possiblyCanceledSubscriptionShouldNotReceiveOnErrorOrOnCompleteSignals",
                    "untested_spec109_subscribeShouldNotThrowNonFatalThrowable",
                    "untested_spec110_rejectASubscriptionRequestIfTheSameSubscriberSubscribesTwice",
                    "untested_spec304_requestShouldNotPerformHeavyComputations",
                    "untested_spec305_cancelMustNotSynchronouslyPerformHeavyComputation");
    private static final Set<String> SKIPPED_OF_INBOX =
            Set.of(
                    "untested_spec202_blackbox_shouldAsynchronouslyDispatch",
                    "untested_spec204_blackbox_mustConsiderTheSubscriptionAsCancelledInAfterRecievingOnCompleteOrOnError",
                    "untested_spec206_blackbox_mustCallSubscriptionCancelIfItIsNoLongerValid",
                    "untested_spec207_blackbox_mustEnsureAllCallsOnItsSubscriptionTakePlaceFromTheSameThreadOrTakeCareOfSynchronization",
                    "untested_spec208_blackbox_mustBePreparedToReceiveOnNextSignalsAfterHavingCalledSubscriptionCancel",
                    "untested_spec211_blackbox_mustMakeSureThatAllCallsOnItsMethodsHappenBeforeTheProcessingOfTheRespectiveEvents",
                    "untested_spec212_blackbox_mustNotCallOnSubscribeMoreThanOnceBasedOnObjectEquality",
                    "untested_spec213_blackbox_failingOnSignalInvocation",
                    "untested_spec301_blackbox_mustNotBeCalledOutsideSubscriberContext",
                    "untested_spec308_blackbox_requestMustRegisterGivenNumberElementsToBeProduced",
                    "untested_spec310_blackbox_requestMaySynchronouslyCallOnNextOnSubscriber",
                    "untested_spec311_blackbox_requestMaySynchronouslyCallOnCompleteOrOnError",
                    "untested_spec314_blackbox_cancelMayCauseThePublisherToShutdownIfNoOtherSubscriptionExists",
                    "untested_spec315_blackbox_cancelMustNotThrowExceptionAndMustSignalOnError",
                    "untested_spec316_blackbox_requestMustNotThrowExceptionAndMustOnErrorTheSubscriber");

    @Test
    void publisher_passesTheTck() {
        assertPasses(Publisher.class, 20, SKIPPED_OF_PUBLISHER);
    }

    @Test
    void inbox_passesTheTck() {
        assertPasses(Inbox.class, 10, SKIPPED_OF_INBOX);
    }

    private static void assertPasses(Class<?> verification, int atLeast, Set<String> skipped) {
        TestListenerAdapter results = new TestListenerAdapter();
        TestNG runner = new TestNG(false);
        runner.setVerbose(0);
        runner.setTestClasses(new Class<?>[] {verification});
        runner.addListener((ITestNGListener) results);

        runner.run();

        List<String> failures = new ArrayList<>();
        results.getFailedTests().forEach(each -> failures.add(describe(each)));
        results.getConfigurationFailures().forEach(each -> failures.add(describe(each)));
        assertThat(failures).isEmpty();
        assertThat(results.getPassedTests()).hasSizeGreaterThanOrEqualTo(atLeast);
        assertThat(results.getSkippedTests())
                .extracting(ITestResult::getName)
                .containsExactlyInAnyOrderElementsOf(skipped);
    }

    private static String describe(ITestResult result) {
        return result.getName() + ": " + result.getThrowable();
    }

    /// A loop that runs on a thread of its own.
    private static final class RunningLoop {
        private final EventLoop loop = new EventLoop();
        private final Thread thread = Strands.newDriver("tck-loop", loop::runForever);

        RunningLoop() {
            thread.start();
        }

        void end() throws InterruptedException {
            loop.callSoonThreadsafe(
                    () -> {
                        loop.allTasks().forEach(Task::cancel);
                        loop.callSoon(() -> loop.callSoon(loop::stop));
                    });
            thread.join();
            Thread closer = Strands.newDriver("tck-close", loop::close);
            closer.start();
            closer.join();
        }
    }

    /// What [AsyncIterable#toPublisher] gives.
    public static final class Publisher extends FlowPublisherVerification<Integer> {
        private RunningLoop running;

        public Publisher() {
            super(new TestEnvironment(WAIT_MILLIS, SILENCE_MILLIS));
        }

        @BeforeClass
        public void start() {
            running = new RunningLoop();
        }

        @AfterClass
        public void end() throws InterruptedException {
            running.end();
        }

        @Override
        public Flow.Publisher<Integer> createFlowPublisher(long elements) {
            AsyncIterable<Integer> source =
                    () ->
                            Asyncio.generator(
                                    out -> {
                                        for (int i = 0; i < elements; i++) {
                                            out.emit(i);
                                        }
                                    });
            return new ItemPublisher<>(running.loop, source);
        }

        @Override
        public Flow.Publisher<Integer> createFailedFlowPublisher() {
            return new ItemPublisher<>(
                    running.loop,
                    () -> {
                        throw new IllegalStateException("no iteration");
                    });
        }

        @Override
        public long maxElementsFromPublisher() {
            return LONGEST;
        }
    }

    /// What [Asyncio#fromPublisher] subscribes with.
    public static final class Inbox extends FlowSubscriberBlackboxVerification<Integer> {
        private RunningLoop running;

        public Inbox() {
            super(new TestEnvironment(WAIT_MILLIS, SILENCE_MILLIS));
        }

        @BeforeClass
        public void start() {
            running = new RunningLoop();
        }

        @AfterClass
        public void end() throws InterruptedException {
            running.end();
        }

        @Override
        public Flow.Subscriber<Integer> createFlowSubscriber() {
            FlowInbox<Integer> inbox = new FlowInbox<>(running.loop, 4);
            Asyncio.runCoroutineThreadsafe(Asyncio.async(() -> takeAll(inbox)), running.loop);
            return inbox;
        }

        private static void takeAll(FlowInbox<Integer> inbox) {
            Integer item;
            do {
                item = inbox.take();
            } while (item != null);
        }

        @Override
        public Integer createElement(int number) {
            return number;
        }
    }
}
