// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.planted;

import java.util.List;
import java.util.stream.Stream;

/// All planted mistakes, a file for each family.
final class Families {

    private Families() {}

    static List<Planted> all() {
        return Stream.of(
                        LockBugs.all(),
                        SemaphoreBugs.all(),
                        EventBugs.all(),
                        ConditionBugs.all(),
                        BarrierBugs.all(),
                        QueueBugs.all(),
                        QueueEndBugs.all(),
                        RateBugs.all(),
                        GroupBugs.all(),
                        ScopeBugs.all(),
                        TaskBugs.all(),
                        GeneratorBugs.all(),
                        RaceBugs.all(),
                        OrderBugs.all(),
                        HomeMadeBugs.all())
                .flatMap(List::stream)
                .toList();
    }
}
