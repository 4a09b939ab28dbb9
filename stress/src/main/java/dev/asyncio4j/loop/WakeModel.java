// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.loop;

/// Inbox I1 as a program for Lincheck, which runs it in every order of its steps: a loop that goes
/// to sleep while somebody posts is woken, or has seen the letter. A named class, for Lincheck
/// cannot look into lambdas.
public class WakeModel implements Runnable {

    @Override
    public void run() {
        Inbox inbox = new Inbox();
        Handle letter = Letter.of(1);
        boolean[] wakes = new boolean[1];
        Thread poster =
                new Thread() {
                    @Override
                    public void run() {
                        wakes[0] = inbox.post(letter);
                    }
                };
        poster.start();
        boolean sleeps = inbox.fallAsleep();
        check(poster, sleeps, wakes);
    }

    private static void check(Thread poster, boolean sleeps, boolean[] wakes) {
        try {
            poster.join();
        } catch (InterruptedException unexpected) {
            throw new AssertionError(unexpected);
        }
        if (sleeps && !wakes[0]) {
            throw new AssertionError("asleep, and nobody wakes it");
        }
    }

    /// [WakeModel] with the broken inbox: must fail.
    public static class Broken implements Runnable {

        @Override
        public void run() {
            BrokenInbox inbox = new BrokenInbox();
            Handle letter = Letter.of(1);
            boolean[] wakes = new boolean[1];
            Thread poster =
                    new Thread() {
                        @Override
                        public void run() {
                            wakes[0] = inbox.post(letter);
                        }
                    };
            poster.start();
            boolean sleeps = inbox.fallAsleep();
            check(poster, sleeps, wakes);
        }
    }
}
