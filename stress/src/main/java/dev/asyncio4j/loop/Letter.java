// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.loop;

import dev.asyncio4j.context.Context;

/// What is posted: handles with a number, which a timer handle has as its deadline.
final class Letter {

    private static final LoopCore LOOP =
            new LoopCore(LoopOptions.defaults().withDebug(false), failure -> true) {
                @Override
                protected void onClose() {
                    // has nothing
                }
            };
    private static final Context NOWHERE = new Context();
    private static final Runnable NOTHING = () -> {};

    private Letter() {}

    static Handle of(int number) {
        return new TimerHandle(LOOP, NOWHERE, NOTHING, number, 0);
    }

    /// The numbers of these letters, in order, as decimal digits.
    static int digits(ReadyQueue ready) {
        int digits = 0;
        while (ready.size() > 0) {
            digits = digits * 10 + (int) ((TimerHandle) ready.take()).dueNanos;
        }
        return digits;
    }
}
