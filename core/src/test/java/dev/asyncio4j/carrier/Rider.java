// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.carrier;

import dev.asyncio4j.context.Context;
import java.util.ArrayList;
import java.util.List;

/// A passenger with a script: the least that a strand carries.
final class Rider implements Passenger {

    /// What the passenger does; it may throw.
    interface Script {
        void run(Rider self) throws Exception;
    }

    final Strand strand;
    final List<Throwable> died = new ArrayList<>();
    boolean ended;
    private final Script script;
    private final Context context = new Context();

    Rider(Script script) {
        this.script = script;
        this.strand = Strands.create(this);
    }

    void resume() {
        strand.resume();
    }

    void suspend() {
        strand.suspend();
    }

    @Override
    public void run() {
        try {
            script.run(this);
        } catch (Exception failure) {
            throw new IllegalStateException(failure);
        } finally {
            ended = true;
        }
    }

    @Override
    public Context context() {
        return context;
    }

    @Override
    public void uncaughtException(Thread thread, Throwable failure) {
        died.add(failure);
    }
}
