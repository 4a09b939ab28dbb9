// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.loop;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/// [InboxPosters] with the broken inbox: must fail.
@JCStressTest
@Outcome(
        id = {"true, false", "false, true"},
        expect = ACCEPTABLE,
        desc = "one wakes it")
@Outcome(expect = FORBIDDEN, desc = "woken by none, or twice")
@State
public class InboxPostersBroken {
    private final BrokenInbox inbox = new BrokenInbox();
    private final Handle one = Letter.of(1);
    private final Handle two = Letter.of(2);

    public InboxPostersBroken() {
        inbox.fallAsleep();
    }

    @Actor
    public void poster(ZZ_Result result) {
        result.r1 = inbox.post(one);
    }

    @Actor
    public void otherPoster(ZZ_Result result) {
        result.r2 = inbox.post(two);
    }
}
