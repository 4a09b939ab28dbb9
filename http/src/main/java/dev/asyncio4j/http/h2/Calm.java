// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.h2;

import dev.asyncio4j.http.wire.ErrorCode;
import dev.asyncio4j.http.wire.FrameFault;

/// How much a peer may do that costs it little and others much: resetting streams as fast as it
/// opens them, breaking rules so that they are reset, and frames that bring nothing. What is useful
/// earns it more of the last. **Source** CVE-2019-9512 to 9518, CVE-2023-44487, CVE-2025-8671.
/// **Thread** loop.
final class Calm {

    private static final int RESETS = 200;
    private static final double RESETS_PER_SECOND = 200 / 30.0;
    private static final int NOISE = 1000;
    private static final double NOISE_PER_SECOND = 100;

    // loop only
    private final Allowance resets;
    private final Allowance faults;
    private final Allowance noise;

    Calm(long now) {
        resets = new Allowance(RESETS, RESETS_PER_SECOND, now);
        faults = new Allowance(RESETS, RESETS_PER_SECOND, now);
        noise = new Allowance(NOISE, NOISE_PER_SECOND, now);
    }

    /// The peer resets a stream.
    void reset(long now) throws FrameFault {
        check(resets, now, "streams that are reset");
    }

    /// The peer has a stream reset.
    void fault(long now) throws FrameFault {
        check(faults, now, "streams that break rules");
    }

    /// A frame that brings nothing.
    void noise(long now) throws FrameFault {
        check(noise, now, "frames that bring nothing");
    }

    /// Something useful was sent, or has come: a few frames around it are no noise.
    void useful() {
        noise.add(4);
    }

    private static void check(Allowance allowance, long now, String what) throws FrameFault {
        if (!allowance.use(now)) {
            throw new FrameFault(ErrorCode.ENHANCE_YOUR_CALM, "too many " + what);
        }
    }
}
