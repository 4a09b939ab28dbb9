// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.hazelcast;

/// The member that had a job has left the cluster, and the job with it: it may have been done in
/// full, in part, or not at all. asyncio has nothing like it.
public final class MemberLostError extends RuntimeException {

    MemberLostError(String message, Throwable cause) {
        super(message, cause);
    }
}
