// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.inspect;

import static dev.asyncio4j.Asyncio.async;
import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.Asyncio.sleep;
import static org.assertj.core.api.Assertions.assertThat;

import dev.asyncio4j.Coroutine;
import dev.asyncio4j.EventLoop;
import dev.asyncio4j.Task;
import elsewhere.Scenes;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Who was asked to cancel and goes on, by a clock of the test's own.
class LingeringTest {
    private static final long SECOND = 1_000_000_000L;

    final EventLoop loop = new EventLoop();
    final List<String> told = new ArrayList<>();
    long now = 5;
    final Lingering lingering = new Lingering(() -> now, told::add);
    final List<Task<?>> tasks = new ArrayList<>();
    Thread runner;

    @BeforeEach
    void start() {
        runner = new Thread(loop::runForever);
        runner.start();
    }

    @AfterEach
    void end() throws InterruptedException {
        loop.callSoonThreadsafe(
                () -> {
                    loop.setExceptionHandler((where, fault) -> {});
                    loop.stop();
                });
        runner.join();
        loop.close();
    }

    private void inLoop(Runnable action) throws InterruptedException {
        CountDownLatch done = new CountDownLatch(1);
        loop.callSoonThreadsafe(
                () -> {
                    action.run();
                    loop.callSoon(() -> loop.callSoon(done::countDown)); // and the tasks have begun
                });
        done.await();
    }

    private void begin(Coroutine<Void> code, String name) throws InterruptedException {
        inLoop(() -> tasks.add(loop.createTask(code, name)));
    }

    /// One look so many seconds later, which the loop has answered; and its report.
    private void lookAfter(long seconds) throws InterruptedException {
        now += seconds * SECOND;
        lingering.look(List.of(loop));
        inLoop(() -> {});
        lingering.look(List.of(loop));
        inLoop(() -> {});
    }

    @Test
    void stubbornTask_isToldOnce_withTheReasonAndThePlace() throws InterruptedException {
        begin(Scenes.stubborn(), "donkey\n");
        lookAfter(1);
        inLoop(() -> tasks.getFirst().cancel("enough"));
        lookAfter(1);
        lookAfter(9);
        assertThat(told).isEmpty();

        lookAfter(1);

        assertThat(told)
                .singleElement()
                .asString()
                .startsWith(
                        "Task 'donkey\\n' was asked to cancel more than 10 s ago and goes on"
                                + " (cancelled by ")
                .contains(
                        ": \"enough\"); it waits for its time; it is here:\n    at elsewhere.Scenes");
        lookAfter(10);
        lookAfter(10);
        assertThat(told).hasSize(1);
    }

    @Test
    void stubbornTask_thatIsAskedAgainAndAgain_isTold() throws InterruptedException {
        begin(Scenes.stubborn(), "donkey");
        for (int i = 0; i < 12; i++) {
            inLoop(() -> tasks.getFirst().cancel());
            lookAfter(1);
        }

        assertThat(told).hasSize(1);
    }

    @Test
    void request_thatWasTakenBack_doesNotCount() throws InterruptedException {
        begin(Scenes.stubborn(), "timed");
        for (int i = 0; i < 3; i++) {
            inLoop(() -> tasks.getFirst().cancel());
            lookAfter(10);
            inLoop(() -> tasks.getFirst().uncancel());
        }

        assertThat(told).isEmpty();
    }

    @Test
    void taskThatEnds_isNotTold() throws InterruptedException {
        begin(async(() -> await(sleep(3600))), "good");
        inLoop(() -> tasks.getFirst().cancel());
        lookAfter(1);
        lookAfter(10);

        assertThat(told).isEmpty();
    }

    @Test
    void many_areToldByTen_andANumber() throws InterruptedException {
        for (int i = 0; i < 25; i++) {
            begin(Scenes.stubborn(), "donkey " + i);
        }
        inLoop(() -> tasks.forEach(Task::cancel));
        lookAfter(1);
        lookAfter(10);

        assertThat(told).hasSize(11);
        assertThat(told.getLast()).isEqualTo("15 more tasks were asked to cancel and go on");
    }

    @Test
    void loop_inWhichNothingIsCancelled_isLeftAlone() throws InterruptedException {
        begin(Scenes.stubborn(), "donkey");
        long before = loop.beat().turns();
        for (int i = 0; i < 100; i++) {
            now += 10 * SECOND;
            lingering.look(List.of(loop));
        }
        inLoop(() -> {});

        assertThat(loop.beat().turns() - before).isLessThan(10);
    }
}
