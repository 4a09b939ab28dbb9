// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.sync;

import java.util.concurrent.CountDownLatch;

/// The thread-safe event as a program for Lincheck, which runs it in every order of its steps: who
/// waits while another sets it goes on (Lincheck finds who waits for ever), and sees what was done
/// before. A named class, for Lincheck cannot look into lambdas.
public class EventModel implements Runnable {

    @Override
    public void run() {
        SharedEvent event = new SharedEvent();
        int[] done = new int[1];
        Thread setter =
                new Thread() {
                    @Override
                    public void run() {
                        done[0] = 1;
                        event.set();
                    }
                };
        setter.start();
        try {
            event.waitBlocking();
            check(done);
            setter.join();
        } catch (InterruptedException unexpected) {
            throw new AssertionError(unexpected);
        }
    }

    private static void check(int[] done) {
        if (done[0] != 1) {
            throw new AssertionError("went on before it was set");
        }
    }

    /// [EventModel] with the broken event: must fail.
    public static class Broken implements Runnable {

        @Override
        public void run() {
            BrokenShared.Event event = new BrokenShared.Event();
            int[] done = new int[1];
            Thread setter =
                    new Thread() {
                        @Override
                        public void run() {
                            done[0] = 1;
                            event.set();
                        }
                    };
            setter.start();
            try {
                CountDownLatch signalled = event.join();
                if (signalled != null) {
                    signalled.await();
                }
                check(done);
                setter.join();
            } catch (InterruptedException unexpected) {
                throw new AssertionError(unexpected);
            }
        }
    }
}
