// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.inspect;

import dev.asyncio4j.EventLoop;
import dev.asyncio4j.carrier.Strands;
import dev.asyncio4j.loop.Lengths;
import dev.asyncio4j.loop.LoopCore;
import dev.asyncio4j.loop.RunningLoops;
import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What the inspection channel answers. A request is a flat object on one line, the answer one
/// line:
///
/// ```
/// {"ask":"about"}                                  which program, which loops
/// {"ask":"tasks","loop":0,"limit":100,"stacks":true}   the tasks of a loop
/// {"ask":"watch","loop":0}                         who has kept a loop busy, and its lag
/// ```
///
/// Tasks at the same place share one stack: they have its number in the list `stacks`.
///
/// It only looks: nothing is run, changed or cancelled, and no argument, result or environment is
/// shown, but the names that the program gave. **Thread** the channel's.
final class Answers {

    static final int MAX_BYTES = 4 * 1024 * 1024;
    private static final int ROOM = 512 * 1024; // for one task more, whatever it is like

    private static final int MAX_TASKS = 10_000;
    private static final int MAX_QUEUES = 100;
    private static final Duration PATIENCE = Duration.ofMillis(500);

    private final Sampler sampler;

    Answers(Sampler sampler) {
        this.sampler = sampler;
    }

    String to(String request) throws InterruptedException {
        Map<String, String> fields = Json.readFlat(request);
        if (fields == null) {
            return error("request: not understood (expected: {\"ask\":\"about\"} on one line)");
        }
        String ask = fields.getOrDefault("ask", "");
        return switch (ask) {
            case "about" -> about();
            case "tasks" -> tasks(fields);
            case "watch" -> watch(fields);
            default -> error("ask: " + ask + " (expected: about, tasks or watch)");
        };
    }

    static String error(String message) {
        return new Json().open('{').key("error").value(message).close('}').toString();
    }

    private static List<EventLoop> loops() {
        return RunningLoops.list().stream()
                .filter(EventLoop.class::isInstance)
                .map(EventLoop.class::cast)
                .sorted(java.util.Comparator.comparingInt(System::identityHashCode))
                .toList();
    }

    private static String about() {
        ProcessHandle here = ProcessHandle.current();
        Json json = new Json().open('{').key("protocol").value(1).key("pid").value(here.pid());
        here.info()
                .startInstant()
                .ifPresent(start -> json.key("started").value(start.toEpochMilli()));
        json.key("java").value(Runtime.version().toString());
        json.key("strands").value(Strands.kind().toString());
        json.key("loops").open('[');
        for (EventLoop loop : loops()) {
            json.open('{').key("loop").value(loop.toString());
            Thread thread = loop.thread();
            json.key("thread").value(thread == null ? null : thread.getName());
            json.key("tasks").value(loop.taskCount());
            json.key("ready").value(loop.readyCount());
            json.key("turns").value(loop.beat().turns());
            json.key("asleep").value(loop.isAsleep());
            json.key("running").value(running(loop)).close('}');
        }
        json.close(']').key("queues").open('[');
        for (Lengths.Length each : Lengths.longest(MAX_QUEUES)) {
            json.open('{').key("name").value(each.name());
            json.key("items").value(each.items()).close('}');
        }
        return json.close(']').close('}').toString();
    }

    private static @Nullable String running(LoopCore loop) {
        return loop.runningStep() instanceof dev.asyncio4j.Task<?> task ? task.name() : null;
    }

    private static @Nullable EventLoop loop(List<EventLoop> loops, Map<String, String> fields) {
        int number = number(fields, "loop", 0);
        return number >= 0 && number < loops.size() ? loops.get(number) : null;
    }

    private static String noLoop(List<EventLoop> loops, Map<String, String> fields) {
        return error(
                "loop: "
                        + number(fields, "loop", 0)
                        + " (expected: one of the "
                        + loops.size()
                        + " there are)");
    }

    private String watch(Map<String, String> fields) {
        List<EventLoop> loops = loops();
        EventLoop loop = loop(loops, fields);
        return loop == null ? noLoop(loops, fields) : sampler.read(loop);
    }

    private static String tasks(Map<String, String> fields) throws InterruptedException {
        List<EventLoop> loops = loops();
        EventLoop loop = loop(loops, fields);
        if (loop == null) {
            return noLoop(loops, fields);
        }
        int limit = Math.clamp(number(fields, "limit", MAX_TASKS), 0, MAX_TASKS);
        boolean stacks = !"false".equals(fields.get("stacks"));
        Notes notes = new Census(loop, limit).notes(PATIENCE, stacks);
        if (notes != null) { // an entry at a time, so that none lives for long
            Stream<TaskDump.Entry> entries = notes.all().stream().map(Note::entry);
            TaskDump nobody = new TaskDump(loop.toString(), List.of(), List.of());
            return text(loop, nobody, entries.iterator(), true);
        }
        TaskDump dump = TaskDump.fromOutside(loop, limit);
        return text(loop, dump, dump.tasks().iterator(), false);
    }

    private static int number(Map<String, String> fields, String key, int otherwise) {
        String given = fields.get(key);
        return given != null && given.matches("\\d{1,9}") ? Integer.parseInt(given) : otherwise;
    }

    private static String text(
            EventLoop loop, TaskDump dump, Iterator<TaskDump.Entry> tasks, boolean answered) {
        Json json = new Json().open('{').key("loop").value(dump.loop());
        json.key("answered").value(answered);
        json.key("held").value(dump.held());
        json.key("total").value(loop.taskCount());
        json.key("blocked").values(texts(dump.blocked()));
        json.key("tasks").open('[');
        boolean cut = false;
        Json stacks = new Json().open('[');
        Map<List<StackTraceElement>, Integer> numbers = new HashMap<>();
        while (tasks.hasNext()) {
            TaskDump.Entry task = tasks.next();
            if (json.bytes() + stacks.bytes() > MAX_BYTES - ROOM) {
                cut = true;
                break;
            }
            json.open('{').key("id").value(task.id()).key("name").value(task.name());
            json.key("state").value(task.state().toString().toLowerCase(java.util.Locale.ROOT));
            json.key("code").value(task.code()).key("waitsFor").value(task.waitsFor());
            json.key("waitedMillis").value(task.waited().toMillis());
            json.key("awaitedBy").values(task.awaiters());
            json.key("owedBy").values(task.owedBy());
            if (!task.stack().isEmpty()) {
                json.key("stack").value(number(task.stack(), numbers, stacks));
            }
            json.close('}');
        }
        json.close(']').key("stacks").value(stacks.close(']'));
        return json.key("cut").value(cut).close('}').toString();
    }

    /// Which of the stacks it is: of ten thousand tasks most are at one of a few places.
    private static int number(
            List<StackTraceElement> stack,
            Map<List<StackTraceElement>, Integer> numbers,
            Json stacks) {
        return numbers.computeIfAbsent(
                stack,
                fresh -> {
                    stacks.values(texts(fresh));
                    return numbers.size();
                });
    }

    private static List<String> texts(List<StackTraceElement> stack) {
        return stack.stream().limit(60).map(StackTraceElement::toString).toList();
    }
}
