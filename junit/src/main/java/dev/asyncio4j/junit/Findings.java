// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.junit;

import dev.asyncio4j.Asyncio;
import dev.asyncio4j.CancelledError;
import dev.asyncio4j.Coroutine;
import dev.asyncio4j.EventLoop;
import dev.asyncio4j.Task;
import dev.asyncio4j.inspect.TaskDump;
import dev.asyncio4j.loop.Fault;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a test has left undone: collects it while its loop runs, and says so in the end. **Thread**
/// loop, and afterwards its owner's.
final class Findings {

    private static final int PATIENCE = 1000; // turns

    private final Set<Neglect> allowed;
    private final List<String> lines = new ArrayList<>();
    private final List<Throwable> thrown = new ArrayList<>();
    private final Set<String> leaked = new HashSet<>();
    private boolean bodyFailed;

    Findings(Set<Neglect> allowed) {
        this.allowed = allowed;
    }

    /// The body failed, so that what it would have done at its end is no neglect.
    void noteFailedBody() {
        bodyFailed = true;
    }

    // ---- faults

    /// Notes a fault; null if it is allowed, or only follows from something else.
    @Nullable String note(EventLoop loop, Fault fault) {
        Neglect kind = kind(fault);
        if (allowed.contains(kind)) {
            if (kind == Neglect.UNSEEN_FAULTS) {
                loop.defaultExceptionHandler(fault);
            }
            return null;
        }
        if (follows(kind, fault)) {
            return null;
        }
        String line = kind.line(culprit(kind, fault));
        lines.add(line);
        if (fault.exception() != null) {
            thrown.add(fault.exception());
        }
        return line;
    }

    /// Whether it is there only because the body failed, or because the leaked tasks are cancelled.
    private boolean follows(Neglect kind, Fault fault) {
        if (kind == Neglect.UNAWAITED_COROUTINES) {
            return bodyFailed;
        }
        boolean isOfLeaked =
                fault.context().get("task") instanceof Task<?> task && leaked.contains(task.name());
        boolean isOfTheEnd =
                fault.exception() instanceof CancelledError && (bodyFailed || !leaked.isEmpty());
        return isOfLeaked || isOfTheEnd;
    }

    private static Neglect kind(Fault fault) {
        if (fault.context().containsKey("coroutine")) {
            return Neglect.UNAWAITED_COROUTINES;
        }
        return fault.context().containsKey("cancel_reason")
                ? Neglect.SWALLOWED_CANCELLATIONS
                : Neglect.UNSEEN_FAULTS;
    }

    private static String culprit(Neglect kind, Fault fault) {
        return switch (kind) {
            case UNAWAITED_COROUTINES -> fault.message() + madeAt(fault);
            case SWALLOWED_CANCELLATIONS ->
                    described((Task<?>) fault.context().get("task"))
                            + " swallowed its cancellation ("
                            + fault.context().get("cancel_reason")
                            + ")";
            default -> "nobody saw: " + fault.message() + subject(fault) + failure(fault);
        };
    }

    private static String madeAt(Fault fault) {
        return fault.context().get("source_traceback") instanceof Throwable where
                ? Frames.users(where).map(frame -> "; it was made at " + frame).orElse("")
                : "";
    }

    private static String described(@Nullable Task<?> task) {
        if (task == null) {
            return "a task";
        }
        Coroutine<?> code = task.coroutine();
        return "task '" + task.name() + "'" + (code == null ? "" : " of " + code.name());
    }

    private static String subject(Fault fault) {
        Object task = fault.context().getOrDefault("task", fault.context().get("future"));
        return task == null ? "" : " in " + task;
    }

    private static String failure(Fault fault) {
        return fault.exception() == null ? "" : ": " + fault.exception();
    }

    // ---- the end

    /// Lets what is ready end, in the test's last task, and notes the tasks that are left.
    void noteLeakedTasks(EventLoop loop) {
        for (int turn = 0; loop.readyCount() > 0 && turn < PATIENCE; turn++) {
            Asyncio.await(Asyncio.sleep(0));
        }
        if (bodyFailed || allowed.contains(Neglect.LEAKED_TASKS)) {
            return;
        }
        for (TaskDump.Entry task : TaskDump.of(loop).tasks()) {
            if (task.state() != Task.State.RUNNING) { // which is this one
                leaked.add(task.name());
                lines.add(Neglect.LEAKED_TASKS.line(leak(task)));
            }
        }
    }

    private static String leak(TaskDump.Entry task) {
        String where =
                task.stack().stream()
                        .filter(frame -> !Frames.areMachinery(frame))
                        .findFirst()
                        .map(frame -> " at " + frame)
                        .orElse("");
        return "task '"
                + task.name()
                + "'"
                + (task.code() == null ? "" : " of " + task.code())
                + " is still pending"
                + (task.waitsFor() == null ? "" : ": it waits for " + task.waitsFor())
                + where;
    }

    /// What there is to complain of; null if nothing.
    @Nullable NeglectError error() {
        if (lines.isEmpty()) {
            return null;
        }
        return new NeglectError(lines, thrown);
    }
}
