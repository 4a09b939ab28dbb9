// SPDX-License-Identifier: Apache-2.0
package guest;

import static dev.asyncio4j.Asyncio.*;

import dev.asyncio4j.CancelledError;
import dev.asyncio4j.Coroutine;
import dev.asyncio4j.EventLoop;
import dev.asyncio4j.Task;
import dev.asyncio4j.junit.Allow;
import dev.asyncio4j.junit.AsyncTest;
import dev.asyncio4j.junit.InLoop;
import dev.asyncio4j.junit.Neglect;
import dev.asyncio4j.junit.TimeLimit;
import dev.asyncio4j.junit.VirtualClock;
import dev.asyncio4j.testing.VirtualTime;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/// Tests that fail, one for each way to fail; and their twins for which that is allowed.
public final class Failing {

    private Failing() {}

    public static class Plain {

        @AsyncTest
        void byItself() throws IOException {
            await(sleep(0));
            throw new IOException("no disk");
        }

        @AsyncTest
        void bySomethingThatIsNoException() throws Throwable {
            await(sleep(0));
            throw new Throwable("bare");
        }

        @AsyncTest
        void byItself_andLeavesTasks() throws IOException {
            createTask(sleep(3600));
            sleep(1);
            throw new IOException("no disk");
        }

        @AsyncTest
        void asksForATimeItHasNot(VirtualTime time) {
            time.nanos();
        }

        @AsyncTest
        Coroutine<Void> returnsACoroutine() {
            return sleep(1);
        }
    }

    public static class Leak {

        @AsyncTest
        void test() {
            createTask(async("serve", Leak::serve), "server");
            await(sleep(0));
        }

        @AsyncTest
        void spinning() {
            createTask(
                    async(
                            "spin",
                            () -> {
                                while (true) {
                                    await(sleep(0));
                                }
                            }),
                    "spinner");
        }

        @AsyncTest
        @Allow(Neglect.LEAKED_TASKS)
        void allowed() {
            test();
        }

        private static void serve() {
            await(getRunningLoop().createFuture());
        }
    }

    public static class Swallow {

        @AsyncTest
        void test() {
            Task<Void> task = createTask(async("deaf", Swallow::deaf), "worker");
            await(sleep(0));
            task.cancel("enough");
            await(task);
        }

        @AsyncTest
        @Allow(Neglect.SWALLOWED_CANCELLATIONS)
        void allowed() {
            test();
        }

        private static void deaf() {
            try {
                await(sleep(3600));
            } catch (CancelledError swallowed) {
                await(sleep(0));
            }
        }
    }

    public static class Unawaited {

        @AsyncTest
        void test() {
            sleep(1);
        }

        @AsyncTest
        @Allow(Neglect.UNAWAITED_COROUTINES)
        void allowed() {
            test();
        }
    }

    public static class Unseen {

        @AsyncTest
        void callback() {
            getRunningLoop().callSoon(Unseen::fail);
        }

        @AsyncTest
        void task() {
            createTask(async("fails", Unseen::fail), "failing");
            await(sleep(0));
        }

        @AsyncTest
        void seenByAHandlerOfItsOwn(EventLoop loop) {
            loop.setExceptionHandler((here, fault) -> {});
            loop.callSoon(Unseen::fail);
            await(sleep(0));
        }

        @AsyncTest
        @Allow(Neglect.UNSEEN_FAULTS)
        void allowed() {
            callback();
        }

        private static void fail() {
            throw new IllegalStateException("lost");
        }
    }

    public static class Many {

        @AsyncTest
        void test() {
            createTask(sleep(3600), "server");
            sleep(1);
        }
    }

    @Allow({Neglect.LEAKED_TASKS, Neglect.UNAWAITED_COROUTINES})
    public static class AllowedByTheClass {

        @AsyncTest
        void allowed() {
            new Many().test();
        }

        @AsyncTest
        @Allow({})
        void notAllowed() {
            new Many().test();
        }
    }

    @VirtualClock
    public static class Deadlock {

        @AsyncTest
        void test() {
            Task<Void> task =
                    createTask(
                            async("stuck", () -> await(getRunningLoop().createFuture())), "waiter");
            await(task);
        }
    }

    public static class Lifecycle {

        @BeforeEach
        void awaitsOutside() {
            await(sleep(0));
        }

        @AsyncTest
        void test() {}
    }

    @InLoop
    public static class BeforeEverything {

        @BeforeAll
        @InLoop
        static void connect() {}

        @AsyncTest
        void test() {}
    }

    @TimeLimit(0)
    public static class WrongLimit {

        @AsyncTest
        void test() {}
    }

    public static class AfterAFailure {

        @AsyncTest
        void test() {
            createTask(async("deaf", Swallow::deaf), "worker").cancel();
            Task<Void> begun = createTask(async("deaf", Swallow::deaf), "begun");
            await(sleep(0));
            begun.cancel();
            await(begun);
            throw new IllegalStateException("first of all");
        }

        @AfterEach
        @InLoop
        void after() {
            await(sleep(0));
        }
    }
}
