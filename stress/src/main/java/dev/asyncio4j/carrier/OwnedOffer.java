// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.carrier;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.concurrent.locks.LockSupport;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IZ_Result;

/// Strand I2 of owned strands: a strand that blocks in the JDK, again and again, is run on whenever
/// another thread lets it, also if that offers its continuation just when the driver is about to
/// wait for it. The results are what the driver reads of what the strand has written, and whether
/// the other thread had to offer once more, because an offer was lost.
@JCStressTest
@Outcome(id = "8, false", expect = ACCEPTABLE, desc = "the strand went on, to its door")
@Outcome(id = ".*, true", expect = FORBIDDEN, desc = "an offer was lost")
@Outcome(expect = FORBIDDEN, desc = "the driver went on before the strand was at its door")
@State
public class OwnedOffer {
    private static final int TIMES = 8;

    private final OwnedStrand strand = new OwnedStrand(new Errand(this::script));
    private final Turnstile turnstile = new Turnstile(5000);
    private int written; // plain: the driver must see it

    private void script() {
        for (int i = 1; i <= TIMES; i++) {
            turnstile.pass(i);
            written = i;
        }
        strand.suspend();
        written = -1;
    }

    private void offer() {
        LockSupport.unpark(strand.thread());
    }

    @Actor
    public void driver(IZ_Result result) {
        strand.resume();
        result.r1 = written;
        strand.resume(); // to its end
    }

    @Actor
    public void stranger(IZ_Result result) {
        for (int i = 1; i <= TIMES; i++) {
            result.r2 |= turnstile.letPass(i, this::offer, this::offer);
        }
    }
}
