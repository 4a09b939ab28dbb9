// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.testing;

import dev.asyncio4j.Coroutine;
import dev.asyncio4j.Task;
import dev.asyncio4j.loop.LoopCore;
import dev.asyncio4j.loop.Ready;
import dev.asyncio4j.text.Quoted;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// What ran when, a line a step, such that two runs of one schedule give the same bytes: task
/// numbers, which count over all loops of the JVM, begin at 1 here, and hash codes are left out.
final class Trace {

    private static final Pattern TASK = Pattern.compile("\\bTask-\\d+\\b");
    private static final Pattern HASH = Pattern.compile("(\\$\\$Lambda)?(/0x[0-9a-f]+)?@[0-9a-f]+");

    private final List<String> lines = new ArrayList<>();
    private final Map<String, String> numbers = new HashMap<>();

    void step(Ready step) {
        add(step instanceof Task<?> task ? name(task) : step.describe());
    }

    private static String name(Task<?> task) {
        Coroutine<?> code = task.coroutine();
        return Quoted.plain(code == null ? task.name() : task.name() + " " + code.name());
    }

    void add(String what) {
        LoopCore loop = LoopCore.current();
        String text = HASH.matcher(what).replaceAll("");
        text =
                TASK.matcher(text)
                        .replaceAll(
                                found ->
                                        numbers.computeIfAbsent(
                                                found.group(),
                                                name -> "Task-" + (numbers.size() + 1)));
        lines.add((loop == null ? "" : loop.time() + " ") + text);
    }

    List<String> lines() {
        return List.copyOf(lines);
    }
}
