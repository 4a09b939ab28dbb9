// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.inspect;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Enabled;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Threshold;
import jdk.jfr.Timespan;
import org.jspecify.annotations.Nullable;

/// The events of Java Flight Recorder. All but stalls are off until a recording asks for them:
/// `dev.asyncio4j.TaskStep#enabled=true`. A recording may be there for the whole life of a program,
/// and for these the loop looks at the clock twice a step, which is a third of a switch; so the
/// threshold of `TaskStep` makes the recording small, and not the cost.
final class Recorded {

    private Recorded() {}

    /// What all have in common.
    @Category({"asyncio4j"})
    @StackTrace(false)
    abstract static class OfTask extends Event {
        @Label("Task")
        @Nullable String task;

        @Label("Task Id")
        @Description("What tells tasks of one name apart; 0 for what is no task")
        int taskId;
    }

    @Name("dev.asyncio4j.TaskStart")
    @Label("Task Start")
    @Description("A task was created")
    @Enabled(false)
    static final class TaskStart extends OfTask {
        @Label("Coroutine")
        @Nullable String coroutine;

        @Label("Created By")
        @Nullable String creator;
    }

    @Name("dev.asyncio4j.TaskStep")
    @Label("Task Step")
    @Description("A task ran, from one await to the next, or a callback did")
    @Threshold("10 ms")
    @Enabled(false)
    static final class TaskStep extends OfTask {
        @Label("Ready For")
        @Description("How long it was ready before; only known while TaskSuspend is recorded")
        @Timespan(Timespan.NANOSECONDS)
        long readyFor;
    }

    @Name("dev.asyncio4j.TaskSuspend")
    @Label("Task Suspend")
    @Description("A task began to wait")
    @Enabled(false)
    static final class TaskSuspend extends OfTask {
        @Label("Waits For")
        @Nullable String waitsFor;
    }

    @Name("dev.asyncio4j.TaskEnd")
    @Label("Task End")
    @Description("A task ended")
    @Enabled(false)
    static final class TaskEnd extends OfTask {
        @Label("Outcome")
        @Nullable String outcome;
    }

    @Name("dev.asyncio4j.TaskCancel")
    @Label("Task Cancel")
    @Description("A task was asked to cancel")
    @Enabled(false)
    static final class TaskCancel extends OfTask {
        @Label("Reason")
        @Nullable String reason;
    }

    @Name("dev.asyncio4j.LoopPoll")
    @Label("Loop Poll")
    @Description("The loop waited for I/O, a timer or a letter")
    @Category({"asyncio4j"})
    @StackTrace(false)
    @Enabled(false)
    static final class LoopPoll extends Event {
        @Label("Timeout")
        @Description("How long it was ready to wait; the greatest number: until woken")
        @Timespan(Timespan.NANOSECONDS)
        long timeout;
    }

    @Name("dev.asyncio4j.LoopStall")
    @Label("Loop Stall")
    @Description("One step kept the loop, and still did when this was written")
    static final class LoopStall extends OfTask {
        @Label("Stood Still")
        @Timespan(Timespan.NANOSECONDS)
        long stoodStill;

        @Label("Stack")
        @Nullable String stack;
    }
}
