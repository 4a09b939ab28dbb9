// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.loop;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/// Inbox I1: a loop that goes to sleep while somebody posts is woken, or has seen the letter. The
/// results are whether the poster wakes it, and whether it sleeps.
@JCStressTest
@Outcome(id = "false, true", expect = FORBIDDEN, desc = "asleep, and nobody wakes it")
@Outcome(expect = ACCEPTABLE, desc = "awake, or to be woken")
@State
public class InboxWake {
    private final Inbox inbox = new Inbox();
    private final Handle letter = Letter.of(1);

    @Actor
    public void poster(ZZ_Result result) {
        result.r1 = inbox.post(letter);
    }

    @Actor
    public void loop(ZZ_Result result) {
        result.r2 = inbox.fallAsleep();
    }
}
