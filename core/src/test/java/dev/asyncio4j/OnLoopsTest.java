// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j;

import static dev.asyncio4j.Asyncio.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.asyncio4j.context.ContextVar;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Loops on threads of their own: real threads, so real time.
@Tag("real-time")
@Timeout(30)
class OnLoopsTest {
    private final ConcurrentLinkedQueue<Object> marks = new ConcurrentLinkedQueue<>();

    private Coroutine<String> sleepForEver(String name, CountDownLatch asleep) {
        return async(
                () -> {
                    asleep.countDown();
                    try {
                        await(sleep(3600));
                    } finally {
                        await(sleep(0));
                        marks.add(name + " cleaned up");
                    }
                    return name;
                });
    }

    @Test
    void onLoops_runsEachOnALoopOfItsOwn_andGivesResultsInOrder() {
        CyclicBarrier all = new CyclicBarrier(3);
        List<EventLoop> loops =
                run(
                        onLoops(
                                3,
                                index ->
                                        async(
                                                () -> {
                                                    await(sleep(0.01 * (3 - index)));
                                                    all.await(10, TimeUnit.SECONDS);
                                                    return getRunningLoop();
                                                })));

        assertThat(new HashSet<>(loops)).hasSize(3);
        assertThat(loops).allMatch(EventLoop::isClosed);
    }

    @Test
    void onLoops_insideALoop_leavesThatOneRunning() {
        run(
                async(
                        () -> {
                            Task<?> ticker =
                                    createTask(
                                            async(
                                                    () -> {
                                                        while (true) {
                                                            marks.add("tick");
                                                            await(sleep(0.001));
                                                        }
                                                    }));
                            await(onLoops(1, index -> sleep(0.1)));
                            ticker.cancel();
                        }));

        assertThat(marks).hasSizeGreaterThan(3);
    }

    @Test
    void oneFails_theOthersAreCancelledAndCleanUp() {
        CountDownLatch asleep = new CountDownLatch(1);
        assertThatThrownBy(
                        () ->
                                run(
                                        onLoops(
                                                2,
                                                index ->
                                                        index == 0
                                                                ? sleepForEver("zero", asleep)
                                                                : async(
                                                                        () -> {
                                                                            await(
                                                                                    toThread(
                                                                                            () ->
                                                                                                    asleep
                                                                                                            .await(
                                                                                                                    10,
                                                                                                                    TimeUnit
                                                                                                                            .SECONDS)));
                                                                            throw new IllegalStateException(
                                                                                    "broken");
                                                                        }))))
                .isInstanceOfSatisfying(
                        ExceptionGroup.class,
                        group ->
                                assertThat(group.exceptions())
                                        .singleElement()
                                        .hasToString("java.lang.IllegalStateException: broken"));

        assertThat(marks).containsExactly("zero cleaned up");
    }

    @Test
    void cancelled_cancelsAllAndEndsWhenTheyHave() {
        CountDownLatch asleep = new CountDownLatch(2);
        run(
                async(
                        () -> {
                            Task<?> loops =
                                    createTask(
                                            onLoops(2, index -> sleepForEver("" + index, asleep)));
                            await(toThread(() -> asleep.await(10, TimeUnit.SECONDS)));
                            loops.cancel("enough");
                            loops.cancel("really");

                            assertThatThrownBy(() -> await(loops))
                                    .isInstanceOf(CancelledError.class);
                        }));

        assertThat(marks).containsExactlyInAnyOrder("0 cleaned up", "1 cleaned up");
    }

    @Test
    void tasksLeftBehind_areCancelledWithTheirLoop() {
        CountDownLatch asleep = new CountDownLatch(1);
        run(
                onLoops(
                        1,
                        index ->
                                async(
                                        () -> {
                                            createTask(sleepForEver("left", asleep));
                                            await(sleep(0.01));
                                        })));

        assertThat(marks).containsExactly("left cleaned up");
    }

    @Test
    void context_isACopyOfTheCallers() {
        ContextVar<String> colour = ContextVar.of("colour");
        run(
                async(
                        () -> {
                            colour.set("red");
                            List<String> seen =
                                    await(
                                            onLoops(
                                                    2,
                                                    index ->
                                                            async(
                                                                    () -> {
                                                                        String before =
                                                                                colour.get();
                                                                        colour.set("blue");
                                                                        await(sleep(0));
                                                                        return before;
                                                                    })));

                            assertThat(seen).containsExactly("red", "red");
                            assertThat(colour.get()).isEqualTo("red");
                        }));
    }

    @Test
    void mainThatThrowsAtOnce_isAFailureOfItsLoop() {
        assertThatThrownBy(
                        () ->
                                run(
                                        onLoops(
                                                1,
                                                index -> {
                                                    throw new IllegalStateException("no main");
                                                })))
                .isInstanceOf(ExceptionGroup.class);
    }

    @Test
    void noLoops_isRefused() {
        assertThatThrownBy(() -> onLoops(0, index -> sleep(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("count: 0 (expected: >= 1)");
    }
}
