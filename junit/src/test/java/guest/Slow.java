// SPDX-License-Identifier: Apache-2.0
package guest;

import static dev.asyncio4j.Asyncio.*;

import dev.asyncio4j.CancelledError;
import dev.asyncio4j.junit.AsyncTest;
import dev.asyncio4j.junit.InLoop;
import dev.asyncio4j.junit.Schedules;
import dev.asyncio4j.junit.TimeLimit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;

/// Tests that do not end within their time.
public final class Slow {

    /// Whether a method that blocks the loop may go on.
    private static volatile CountDownLatch gate = new CountDownLatch(1);

    private static final List<String> MARKS = new ArrayList<>();

    private Slow() {}

    public static void close() {
        gate = new CountDownLatch(1);
        MARKS.clear();
    }

    public static void open() {
        gate.countDown();
    }

    public static List<String> marks() {
        return MARKS;
    }

    @TimeLimit(1)
    public static class Waiting {

        @AsyncTest
        void test() {
            var task = createTask(async("wait", Waiting::waitHere), "waiter");
            await(task);
        }

        @AsyncTest
        void deaf() {
            while (true) {
                try {
                    await(sleep(3600));
                } catch (CancelledError swallowed) {
                    MARKS.add("swallowed");
                    return;
                }
            }
        }

        private static void waitHere() {
            await(getRunningLoop().createFuture());
        }

        @AfterEach
        @InLoop
        void after() {
            await(sleep(0));
            MARKS.add("after");
        }
    }

    @TimeLimit(1)
    public static class Blocking {

        @AsyncTest
        void test() throws InterruptedException {
            blockHere();
        }

        @AsyncTest
        void inACallback() {
            getRunningLoop().callSoon(Blocking::spinHere);
            await(sleep(1));
        }

        @AsyncTest
        void spinning() {
            spinHere();
        }

        static void blockHere() throws InterruptedException {
            while (!gate.await(1, TimeUnit.MINUTES)) {
                continue;
            }
        }

        static void spinHere() {
            while (gate.getCount() > 0) {
                Thread.onSpinWait();
            }
        }

        @AfterEach
        @InLoop
        void after() {
            MARKS.add("after");
        }
    }

    public static class ByParameter {

        @AsyncTest
        void test() {
            await(getRunningLoop().createFuture());
        }

        @AsyncTest
        @TimeLimit(Double.POSITIVE_INFINITY)
        void unlimited() {
            await(sleep(0.3));
        }
    }

    public static class Interrupted {

        @AsyncTest
        @Timeout(3)
        void test() {
            await(getRunningLoop().createFuture());
        }
    }

    @TimeLimit(2)
    public static class Scheduled {

        @AsyncTest
        @Schedules(20)
        void test() throws InterruptedException {
            var order = new ArrayList<Integer>();
            await(gather(noting(order, 1), noting(order, 2)));
            if (order.getFirst() == 2) {
                Blocking.blockHere();
            }
        }

        private static dev.asyncio4j.Coroutine<Void> noting(List<Integer> order, int number) {
            return async(
                    () -> {
                        order.add(number);
                    });
        }

        @AsyncTest
        @Schedules(220)
        void hasTheTimeForEachRun() throws InterruptedException {
            Thread.sleep(10);
        }
    }
}
