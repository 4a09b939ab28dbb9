// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.cli;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Looks at one program again and again, and remembers what it saw last.
final class Lookout {

    private final Program program;
    private final String name;
    private final int limit;
    private final Map<Integer, Told.Watch> watches = new HashMap<>();
    private final Map<Integer, LoopView> views = new HashMap<>();

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
            loops.add(new Frame.Loop(view, Lint.of(view, views.put(i, view))));
        }
        long up = Math.max(0, System.currentTimeMillis() - program.started());
        return new Frame(program.pid(), name, up, about.java(), about.strands(), loops);
    }
}
