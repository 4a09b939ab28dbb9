// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.cli;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonParseException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a program tells of itself by the inspection channel, and what `--json` prints of it. What
/// is
/// missing in an answer is empty here.
final class Told {

    /// Of all kinds of answers, the words for the one that is none.
    record Refusal(@Nullable String error) {}

    /// Which program it is.
    ///
    /// @param strands `owned` or `hand-off`
    /// @param queues the longest of those that have a name
    record About(
            int protocol,
            long pid,
            long started,
            @Nullable String java,
            @Nullable String strands,
            List<Loop> loops,
            List<Length> queues) {

        About {
            loops = orEmpty(loops);
            queues = orEmpty(queues);
        }
    }

    /// How long a queue is.
    record Length(String name, long items) {}

    /// One loop in short.
    ///
    /// @param loop its text
    /// @param running the task that runs; null if none does
    record Loop(
            @Nullable String loop,
            @Nullable String thread,
            long tasks,
            long ready,
            long turns,
            boolean asleep,
            @Nullable String running) {}

    /// The tasks of one loop.
    ///
    /// @param answered whether the loop told itself; if not, it stands still
    /// @param held whether it is held, for somebody to look at it
    /// @param total how many tasks it has, be they listed or not
    /// @param blocked where the code is that keeps it, innermost call first
    /// @param cut whether the list had no room for all
    record Tasks(
            @Nullable String loop,
            boolean answered,
            boolean held,
            long total,
            List<String> blocked,
            List<Task> tasks,
            boolean cut) {

        Tasks {
            blocked = orEmpty(blocked);
            tasks = orEmpty(tasks);
        }
    }

    /// The tasks of one loop as they are sent: those at the same place share a stack.
    ///
    /// @param stacks to which tasks have numbers
    record Sent(
            @Nullable String loop,
            boolean answered,
            boolean held,
            long total,
            List<String> blocked,
            List<Row> tasks,
            List<List<String>> stacks,
            boolean cut) {

        Sent {
            tasks = orEmpty(tasks);
            stacks = orEmpty(stacks);
        }

        /// Each task with its own.
        Tasks unpack() {
            List<Task> all = tasks.stream().map(row -> row.with(stacks)).toList();
            return new Tasks(loop, answered, held, total, blocked, all, cut);
        }
    }

    /// One task as it is sent.
    ///
    /// @param stack the number of its stack; null if it has none
    record Row(
            String id,
            String name,
            String state,
            @Nullable String code,
            @Nullable String waitsFor,
            long waitedMillis,
            List<String> awaitedBy,
            List<String> owedBy,
            @Nullable Integer stack) {

        private Task with(List<List<String>> stacks) {
            int at = stack == null ? -1 : stack;
            List<String> own = at >= 0 && at < stacks.size() ? stacks.get(at) : List.of();
            return new Task(id, name, state, code, waitsFor, waitedMillis, awaitedBy, owedBy, own);
        }
    }

    /// One task.
    ///
    /// @param awaitedBy the ids of the tasks that wait for it
    /// @param owedBy the ids of the tasks whose move it is, if it waits
    /// @param stack innermost call first
    record Task(
            String id,
            String name,
            String state,
            @Nullable String code,
            @Nullable String waitsFor,
            long waitedMillis,
            List<String> awaitedBy,
            List<String> owedBy,
            List<String> stack) {

        Task {
            awaitedBy = orEmpty(awaitedBy);
            owedBy = orEmpty(owedBy);
            stack = orEmpty(stack);
        }
    }

    /// What was seen of one loop since somebody watches.
    ///
    /// @param stepMicros for how long the step that runs has run, at least
    /// @param started how many tasks were made
    /// @param ran what ran, also tasks that have ended
    record Watch(
            @Nullable String loop,
            long watchedMicros,
            long busyMicros,
            long asleepMicros,
            long turns,
            long stepMicros,
            @Nullable Lag lag,
            List<Steps> steps,
            long started,
            List<Ran> ran) {

        Watch {
            steps = orEmpty(steps);
            ran = orEmpty(ran);
        }
    }

    /// How late a loop is.
    ///
    /// @param openMicros for how long the letter that is under way has been so; 0 if none is
    record Lag(long letters, long openMicros, long medianMicros, long maxMicros) {}

    /// What one task, or one kind of callback, was seen to take.
    ///
    /// @param id of the task; null for callbacks
    /// @param overMicros in steps that had lasted for a tenth of a second already
    record Steps(
            @Nullable String id,
            String name,
            long busyMicros,
            long longestMicros,
            long overMicros) {}

    /// What all tasks of one coroutine, or all calls of one callback, were seen to take.
    ///
    /// @param name the coroutine's, or what the callback is
    /// @param task whether it is a coroutine
    /// @param overMicros in steps that had lasted for a tenth of a second already
    record Ran(
            String name,
            boolean task,
            long steps,
            long busyMicros,
            long longestMicros,
            long overMicros) {}

    private static final Gson GSON =
            new GsonBuilder().serializeNulls().disableHtmlEscaping().setPrettyPrinting().create();

    private Told() {}

    /// Reads an answer of `whom`.
    /// @throws Failure if it says why there is none, or cannot be understood
    static <T> T read(String whom, String answer, Class<T> type) throws Failure {
        try {
            Refusal refusal = GSON.fromJson(answer, Refusal.class);
            if (refusal != null && refusal.error != null) {
                throw new Failure(whom + " refuses: " + Harmless.text(refusal.error));
            }
            T read = GSON.fromJson(answer, type);
            if (read != null) {
                return read;
            }
        } catch (JsonParseException broken) {
            throw new Failure(whom + " gave an answer that is no JSON", broken);
        }
        throw new Failure(whom + " gave an empty answer");
    }

    /// As JSON, several lines, without anything that a terminal might obey.
    static String json(Object value) {
        return Harmless.json(GSON.toJson(value));
    }

    private static <T> List<T> orEmpty(@Nullable List<T> list) {
        return list == null ? List.of() : List.copyOf(list);
    }
}
