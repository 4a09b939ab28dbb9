// SPDX-License-Identifier: Apache-2.0
package guest;

import static dev.asyncio4j.Asyncio.*;
import static org.assertj.core.api.Assertions.assertThat;

import dev.asyncio4j.CancelledError;
import dev.asyncio4j.Coroutine;
import dev.asyncio4j.EventLoop;
import dev.asyncio4j.junit.Allow;
import dev.asyncio4j.junit.AsyncTest;
import dev.asyncio4j.junit.InLoop;
import dev.asyncio4j.junit.Neglect;
import dev.asyncio4j.junit.Schedules;
import dev.asyncio4j.sync.Lock;
import dev.asyncio4j.testing.Explorer.Injection;
import dev.asyncio4j.testing.Schedule.Kind;
import dev.asyncio4j.testing.VirtualTime;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Tests under many schedules.
public final class Scheduled {

    private static final List<Object> RUNS = new ArrayList<>();

    private Scheduled() {}

    /// What the runs have left since the last call.
    public static List<Object> runs() {
        List<Object> runs = List.copyOf(RUNS);
        RUNS.clear();
        return runs;
    }

    /// An account whose owner is asked between looking and taking.
    public static final class Account {
        private int balance = 100;

        Coroutine<Void> withdraw(int amount) {
            return async(
                    "withdraw",
                    () -> {
                        if (balance >= amount) {
                            await(sleep(0));
                            balance -= amount;
                        }
                    });
        }
    }

    public static class Racy {

        private final List<String> order = new ArrayList<>();

        @AsyncTest
        @Schedules(100)
        void test() {
            RUNS.add("run");
            await(gather(step("a"), step("b")));
            assertThat(order).containsExactly("a", "b");
        }

        @AsyncTest
        @Schedules(only = "fifo")
        void onlyTheFirst() {
            test();
        }

        private Coroutine<Void> step(String name) {
            return async(
                    () -> {
                        order.add(name);
                        await(sleep(0));
                    });
        }
    }

    public static class AlwaysBroken {

        @AsyncTest
        @Schedules(100)
        void test() {
            var account = new Account();
            await(gather(account.withdraw(80), account.withdraw(80)));
            assertThat(account.balance).isNotNegative();
        }
    }

    public static class Anew {

        private final Lock lock = new Lock();
        private final List<String> marks = new ArrayList<>();
        @TempDir private Path folder;
        private double begun;
        private final String name;

        Anew(TestInfo info) {
            name = info.getDisplayName();
        }

        @BeforeEach
        void before() {
            marks.add("before");
        }

        @BeforeEach
        @InLoop
        void await(EventLoop loop) {
            dev.asyncio4j.Asyncio.await(sleep(1));
            begun = loop.time();
        }

        @AfterEach
        void after(VirtualTime time) {
            RUNS.add(List.of(marks.size(), begun, time.nanos()));
        }

        @AsyncTest
        @Schedules(7)
        void test(EventLoop loop, VirtualTime time, @TempDir Path other) {
            assertThat(lock.isLocked()).isFalse();
            dev.asyncio4j.Asyncio.await(lock.acquire());
            assertThat(folder).isDirectory();
            assertThat(Files.isDirectory(other)).isTrue();
            assertThat(getRunningLoop()).isSameAs(loop);
            assertThat(loop.time()).isEqualTo(time.nanos() / 1e9);
            assertThat(currentTask().name()).isEqualTo("test");
            assertThat(name).startsWith("test(");
            dev.asyncio4j.Asyncio.await(sleep(1));
        }
    }

    @InLoop
    @Schedules(3)
    public static class WholeClass {

        private final List<String> outer = new ArrayList<>();

        @BeforeEach
        void before() {
            outer.add("outer");
        }

        @ParameterizedTest
        @ValueSource(strings = {"x", "y"})
        void parameterized(String value) {
            await(sleep(1));
            outer.add(value);
            RUNS.add(List.copyOf(outer));
        }

        @RepeatedTest(2)
        void repeated() {
            await(sleep(1));
            RUNS.add(List.copyOf(outer));
        }

        @Nested
        class Inner {

            @BeforeEach
            void inner() {
                outer.add("inner");
            }

            @AsyncTest
            void test() {
                await(sleep(1));
                RUNS.add(List.copyOf(outer));
            }
        }
    }

    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    public static class PerClass {

        private int count;

        @AsyncTest
        @Schedules(5)
        void test() {
            await(sleep(0));
            RUNS.add(++count);
        }
    }

    public static class Neglectful {

        @AsyncTest
        @Schedules(50)
        void leaks() {
            var first = new ArrayList<String>();
            var one = createTask(async(() -> first.add("one")), "one");
            var two = createTask(async(() -> first.add("two")), "two");
            await(gather(one, two));
            if (first.getFirst().equals("two")) {
                createTask(sleep(1), "leaked");
            }
        }

        @AsyncTest
        @Schedules(50)
        void doesNotAwait() {
            sleep(1);
        }

        @AsyncTest
        @Schedules(value = 50, inject = Injection.CANCEL)
        void swallows() {
            await(createTask(async("deaf", Neglectful::deaf), "worker"));
        }

        @AsyncTest
        @Schedules(value = 50, inject = Injection.CANCEL)
        @Allow(Neglect.SWALLOWED_CANCELLATIONS)
        void mayswallow() {
            swallows();
        }

        @AsyncTest
        @Schedules(
                value = 50,
                inject = {Injection.CANCEL, Injection.FAULT, Injection.FAULT_AFTER})
        void isDisturbed() {
            Lock lock = new Lock();
            await(gather(user(lock), user(lock), user(lock)));
            assertThat(lock.isLocked()).isFalse();
        }

        private static Coroutine<Void> user(Lock lock) {
            return async(
                    () -> {
                        await(lock.acquire());
                        try {
                            await(sleep(1));
                        } finally {
                            lock.release();
                        }
                    });
        }

        private static void deaf() {
            try {
                await(sleep(1));
            } catch (CancelledError swallowed) {
                await(sleep(1));
            }
        }

        @AsyncTest
        @Schedules(50)
        void failsUnseen() {
            getRunningLoop()
                    .callSoon(
                            () -> {
                                throw new IllegalStateException("lost");
                            });
            await(sleep(1));
        }

        @AsyncTest
        @Schedules(50)
        void cancelsLast() {
            var outer = createTask(async(() -> await(gather(sleep(9), sleep(9)))));
            await(sleep(1));
            outer.cancel();
        }
    }

    /// Its second `@AfterEach` method finds what a disturbed body leaves behind; the first fails
    /// too.
    public static class BrokenCleanUp {

        private boolean held;

        @AsyncTest
        @Schedules(value = 50, inject = Injection.CANCEL)
        void test() {
            held = true;
            await(sleep(1));
            held = false;
        }

        @AfterEach
        void awaits() {
            await(sleep(1)); // fails where that is what the schedule disturbs
        }

        @AfterEach
        void checks() {
            assertThat(held).as("held").isFalse();
        }
    }

    public static class Endless {

        @AsyncTest
        @Schedules(value = 10, maxSteps = 100)
        void test() {
            while (true) {
                await(sleep(0));
            }
        }
    }

    public static class Options {

        @AsyncTest
        @Schedules(value = 4, seed = 42, kinds = Kind.WALK)
        void test() {
            RUNS.add(getRunningLoop().options().choices().toString());
            await(sleep(1));
        }
    }

    public static class Factory {

        @TestFactory
        @InLoop
        @Schedules
        List<org.junit.jupiter.api.DynamicTest> test() {
            return List.of();
        }
    }
}
