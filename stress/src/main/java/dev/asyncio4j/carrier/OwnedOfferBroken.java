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

/// [OwnedOffer] with the broken protocol: must fail.
@JCStressTest
@Outcome(id = "8, false", expect = ACCEPTABLE, desc = "the strand went on, to its door")
@Outcome(id = ".*, true", expect = FORBIDDEN, desc = "an offer was lost")
@Outcome(expect = FORBIDDEN, desc = "the driver went on before the strand was at its door")
@State
public class OwnedOfferBroken {
    private static final int TIMES = 8;

    private final BrokenOwned strand = new BrokenOwned(this::script);
    private final Turnstile turnstile = new Turnstile(2);
    private int written; // plain: the driver must see it

    private void script() {
        for (int i = 1; i <= TIMES; i++) {
            turnstile.pass(i);
            written = i;
        }
    }

    private void offer() {
        LockSupport.unpark(strand.thread());
    }

    @Actor
    public void driver(IZ_Result result) {
        strand.resume();
        result.r1 = written;
    }

    @Actor
    public void stranger(IZ_Result result) {
        for (int i = 1; i <= TIMES; i++) {
            result.r2 |= turnstile.letPass(i, this::offer, strand::offerAgain);
        }
    }
}
