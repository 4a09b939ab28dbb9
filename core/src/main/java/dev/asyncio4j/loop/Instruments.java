// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.loop;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Two instruments as one; a chain of them is any number.
record Instruments(Instrument first, Instrument second) implements Instrument {

    static Instrument both(@Nullable Instrument first, Instrument second) {
        return first == null ? second : new Instruments(first, second);
    }

    static @Nullable Instrument without(@Nullable Instrument all, Instrument one) {
        if (all == null || all == one) {
            return null;
        }
        List<Instrument> left = new ArrayList<>();
        flatten(all, left);
        left.remove(one);
        Instrument kept = null;
        for (Instrument each : left) {
            kept = both(kept, each);
        }
        return kept;
    }

    private static void flatten(Instrument each, List<Instrument> all) {
        if (each instanceof Instruments pair) {
            flatten(pair.first, all);
            flatten(pair.second, all);
        } else {
            all.add(each);
        }
    }

    @Override
    public void beforeStep(Ready step) {
        first.beforeStep(step);
        second.beforeStep(step);
    }

    @Override
    public void afterStep(Ready step) {
        second.afterStep(step);
        first.afterStep(step);
    }

    @Override
    public void beforePoll(long timeoutNanos) {
        first.beforePoll(timeoutNanos);
        second.beforePoll(timeoutNanos);
    }

    @Override
    public void afterPoll(long timeoutNanos) {
        second.afterPoll(timeoutNanos);
        first.afterPoll(timeoutNanos);
    }

    @Override
    public void taskCreated(Ready task) {
        first.taskCreated(task);
        second.taskCreated(task);
    }

    @Override
    public void cancelRequested(Ready task, Object reason) {
        first.cancelRequested(task, reason);
        second.cancelRequested(task, reason);
    }

    @Override
    public void faultReported(Fault fault) {
        first.faultReported(fault);
        second.faultReported(fault);
    }
}
