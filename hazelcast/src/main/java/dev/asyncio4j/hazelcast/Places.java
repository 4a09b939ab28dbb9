// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.hazelcast;

import com.hazelcast.cluster.Member;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.IExecutorService;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// Where jobs go. One that is for a member fails with it; one that is for a partition goes to who
/// has it, and to who has it next if that member is lost. **Thread** any; it blocks.
final class Places {

    private final HazelcastInstance cluster;
    private final IExecutorService executor;
    private final boolean rerun;
    private final AtomicInteger turn = new AtomicInteger();

    /// A job that was handed over.
    ///
    /// @param future of its result
    /// @param member who has it; null if that may change
    record Sent<T extends @Nullable Object>(Future<T> future, @Nullable Member member) {}

    Places(HazelcastInstance cluster, IExecutorService executor, boolean rerun) {
        this.cluster = cluster;
        this.executor = executor;
        this.rerun = rerun;
    }

    <T extends @Nullable Object> Sent<T> send(Callable<T> job) {
        if (rerun) {
            return new Sent<>(executor.submit(job), null);
        }
        List<Member> members = workers();
        Member member = members.get(Math.floorMod(turn.getAndIncrement(), members.size()));
        return new Sent<>(executor.submitToMember(job, member), member);
    }

    /// Those that hold data, in turn; lite members only if there are no others.
    private List<Member> workers() {
        List<Member> all = List.copyOf(cluster.getCluster().getMembers());
        List<Member> full = all.stream().filter(member -> !member.isLiteMember()).toList();
        return full.isEmpty() ? all : full;
    }
}
