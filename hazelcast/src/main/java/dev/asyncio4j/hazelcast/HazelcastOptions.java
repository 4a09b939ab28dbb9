// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.hazelcast;

/// How a [HazelcastExecutor] treats its jobs. Immutable; each `with` returns a changed copy.
///
/// @param inFlight how many jobs are at the members at the same time; more wait here, first come,
///     first served. At least 1; 64 by default
/// @param rerun whether a job whose member is lost is begun again at another, which is right only
///     where twice does no harm; by default it fails with [MemberLostError]
public record HazelcastOptions(int inFlight, boolean rerun) {

    /// Checks them.
    /// @throws IllegalArgumentException if one is out of its range
    public HazelcastOptions {
        if (inFlight < 1) {
            throw new IllegalArgumentException("inFlight: " + inFlight + " (expected: >= 1)");
        }
    }

    /// What an executor has that is given none.
    public static HazelcastOptions defaults() {
        return new HazelcastOptions(64, false);
    }

    /// The same with more or fewer jobs at the same time.
    public HazelcastOptions withInFlight(int newInFlight) {
        return new HazelcastOptions(newInFlight, rerun);
    }

    /// The same for jobs that may be done twice.
    public HazelcastOptions withRerun() {
        return new HazelcastOptions(inFlight, true);
    }
}
