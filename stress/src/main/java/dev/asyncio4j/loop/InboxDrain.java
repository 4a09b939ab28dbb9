// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.loop;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/// Each letter arrives once, whole, and those of one poster in the order of posting, whenever the
/// loop empties the inbox. The result is what arrived, in order: 1 and 2 are of one poster, 3 is of
/// the
/// loop itself.
@JCStressTest
@Outcome(
        id = {"123", "132", "312"},
        expect = ACCEPTABLE,
        desc = "all, in order")
@Outcome(expect = FORBIDDEN, desc = "a letter is lost, doubled, or out of order")
@State
public class InboxDrain {
    private final Inbox inbox = new Inbox();
    private final ReadyQueue ready = new ReadyQueue();

    @Actor
    public void poster() {
        inbox.post(Letter.of(1));
        inbox.post(Letter.of(2));
    }

    @Actor
    public void loop() {
        inbox.post(Letter.of(3));
        inbox.drainTo(ready);
    }

    @Arbiter
    public void theRest(I_Result result) {
        inbox.drainTo(ready);
        result.r1 = Letter.digits(ready);
    }
}
