// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.carrier;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.concurrent.locks.LockSupport;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/// Strand I2 of owned strands: a strand that blocks in the JDK, again and again, is run on whenever
/// another thread lets it, also if that offers its continuation just when the driver is about to
/// wait for it. A lost offer would be for ever: then the test runs into its time-out. The result is
/// what the driver reads of what the strand has written.
@JCStressTest
@Outcome(id = "3", expect = ACCEPTABLE, desc = "the strand went on, to its door")
@Outcome(expect = FORBIDDEN, desc = "the driver went on before the strand was at its door")
@State
public class OwnedOffer {
    private final OwnedStrand strand = new OwnedStrand(new Errand(this::script));
    private volatile int permits;
    private int passed;

    private void script() {
        for (int wanted = 1; wanted <= 3; wanted++) {
            while (permits < wanted) {
                LockSupport.park();
            }
            passed = wanted;
        }
        strand.suspend();
        passed = 4;
    }

    @Actor
    public void driver(I_Result result) {
        strand.resume();
        result.r1 = passed;
    }

    @Actor
    public void stranger() {
        for (int i = 1; i <= 3; i++) {
            permits = i;
            LockSupport.unpark(strand.thread());
        }
    }
}
