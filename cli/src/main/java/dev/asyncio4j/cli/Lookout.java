// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.cli;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Looks at one program again and again, and remembers what it saw last.
final class Lookout {

    private static final int LOOKS = 3; // at which a queue is to have grown

    private final Program program;
    private final String name;
    private final int limit;
    private final Map<Integer, Told.Watch> watches = new HashMap<>();
    private final Map<Integer, LoopView> views = new HashMap<>();
    private final Deque<Map<String, Long>> lengths = new ArrayDeque<>(); // the latest first

    Lookout(Program program, int limit) {
        this.program = program;
        this.name = program.name();
        this.limit = limit;
    }

    Frame look() throws Failure {
        Told.About about = program.about();
        List<Frame.Loop> loops = new ArrayList<>();
        for (int i = 0; i < about.loops().size(); i++) {
            Told.Watch watch = program.watch(i);
            LoopView view =
                    LoopView.of(
                            i,
                            about.loops().get(i),
                            program.tasks(i, limit, false),
                            watch,
                            watches.put(i, watch));
            List<Lint> lints = new ArrayList<>(Lint.of(view, views.put(i, view)));
            if (i == 0) { // queues are the program's
                lints.addAll(growing(about.queues()));
            }
            loops.add(new Frame.Loop(view, lints));
        }
        long up = Math.max(0, System.currentTimeMillis() - program.started());
        return new Frame(program.pid(), name, up, about.java(), about.strands(), loops);
    }

    private List<Lint> growing(List<Told.Length> queues) {
        Map<String, Long> now = new LinkedHashMap<>();
        queues.forEach(each -> now.merge(each.name(), each.items(), Long::sum));
        List<Lint> lints = Lint.growing(now, List.copyOf(lengths));
        lengths.addFirst(now);
        if (lengths.size() > LOOKS) {
            lengths.removeLast();
        }
        return lints;
    }
}
