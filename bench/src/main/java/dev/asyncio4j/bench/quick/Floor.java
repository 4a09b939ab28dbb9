// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.bench.quick;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Method;
import java.util.concurrent.Executor;

/// What the bare JDK takes to resume a virtual thread that yields at once, without a loop, a task
/// or
/// an await: nothing that is built on such threads can be faster. It tells how fast the machine is
/// in the one thing that matters here.
final class Floor {

    private Floor() {}

    /// Prints `floor NANOSECONDS ns`, by resumption.
    static void measure(int threads, int total) throws Exception {
        int each = total / threads;
        Measure.best("floor", (long) each * threads, () -> turns(threads, each));
    }

    private static void turns(int threads, int each) throws Exception {
        Yielder[] all = new Yielder[threads];
        for (int i = 0; i < threads; i++) {
            all[i] = Yielder.start(each);
        }
        for (int turn = 0; turn <= each; turn++) {
            for (Yielder one : all) {
                one.continuation.run();
            }
        }
    }

    /// A virtual thread, and its scheduler, which keeps the continuation for us to run.
    private static final class Yielder implements Executor, Runnable {

        private static final MethodHandle FACTORY = factory();

        Runnable continuation = () -> {};
        private int left;

        static Yielder start(int times) throws Exception {
            Yielder one = new Yielder();
            one.left = times;
            try {
                ((Thread) FACTORY.invoke((Executor) one, (String) null, 0, (Runnable) one)).start();
            } catch (Exception | Error e) {
                throw e;
            } catch (Throwable e) {
                throw new IllegalStateException("the JDK refused to create a virtual thread", e);
            }
            return one;
        }

        @Override
        public void execute(Runnable runnable) {
            continuation = runnable;
        }

        @Override
        @SuppressWarnings("ThreadPriorityCheck") // we are the scheduler
        public void run() {
            while (left-- > 0) {
                Thread.yield();
            }
        }

        private static MethodHandle factory() {
            try {
                Method method =
                        Class.forName("java.lang.ThreadBuilders")
                                .getDeclaredMethod(
                                        "newVirtualThread",
                                        Executor.class,
                                        String.class,
                                        int.class,
                                        Runnable.class);
                method.setAccessible(true);
                return MethodHandles.lookup().unreflect(method);
            } catch (ReflectiveOperationException e) {
                throw new ExceptionInInitializerError(e);
            }
        }
    }
}
