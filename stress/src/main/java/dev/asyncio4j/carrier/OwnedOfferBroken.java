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

/// [OwnedOffer] with the broken protocol: must fail, by standing for ever.
@JCStressTest
@Outcome(id = "3", expect = ACCEPTABLE, desc = "the strand went on, to its door")
@Outcome(expect = FORBIDDEN, desc = "the driver went on before the strand was at its door")
@State
public class OwnedOfferBroken {
    private final BrokenOwned strand = new BrokenOwned(this::script);
    private volatile int permits;
    private int passed;

    private void script() {
        for (int wanted = 1; wanted <= 3; wanted++) {
            while (permits < wanted) {
                LockSupport.park();
            }
            passed = wanted;
        }
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
