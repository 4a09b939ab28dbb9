// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.asyncio4j.loop.Lengths;
import java.lang.ref.Reference;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What is told of queues that have a name.
class NamedQueuesTest {

    private static List<Lengths.Length> told() {
        return Lengths.longest(1000).stream()
                .filter(each -> each.name().contains("-told"))
                .toList();
    }

    @Test
    void queue_thatHasAName_tellsItsLength_theLongestFirst() {
        Queue<String> jobs = new Queue<String>().named("jobs-told");
        Queue<String> urgent = new PriorityQueue<String>().named("first").named("urgent-told");
        Queue<String> other = new Queue<>();
        other.putNoWait("x");
        urgent.putNoWait("a");
        urgent.putNoWait("b");
        jobs.putNoWait("a");

        assertThat(told())
                .containsExactly(
                        new Lengths.Length("PriorityQueue 'urgent-told'", 2),
                        new Lengths.Length("Queue 'jobs-told'", 1));
        assertThat(Lengths.longest(1)).hasSize(1);
        Reference.reachabilityFence(List.of(jobs, urgent));
    }
}
