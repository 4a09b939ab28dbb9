// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.inspect;

import dev.asyncio4j.Coroutine;
import dev.asyncio4j.Future;
import dev.asyncio4j.Task;
import dev.asyncio4j.carrier.Passenger;
import dev.asyncio4j.loop.Columns;
import dev.asyncio4j.loop.Instrument;
import dev.asyncio4j.loop.Ready;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import jdk.jfr.Event;
import org.jspecify.annotations.Nullable;

/// Writes a loop's events into the recordings of Java Flight Recorder. It is only there while one
/// of them wants some.
///
/// What happens while a task runs is written when its step has ended, by the loop's own thread: the
/// recorder loses the first event that a thread writes after a virtual thread which it carries has
/// written one (seen on JDK 25.0.3). **Thread** loop.
final class FlightInstrument implements Instrument {

    /// Tells whether a recording wants more than steps that are long: only then it is worth a look
    /// at the clock to know since when who runs was ready.
    private final Recorded.TaskSuspend each = new Recorded.TaskSuspend();

    private final ReadyTimes times;
    private final List<Event> late = new ArrayList<>();
    private Recorded.@Nullable TaskStep step;
    private Recorded.@Nullable LoopPoll poll;

    FlightInstrument(Columns columns) {
        this.times = new ReadyTimes(columns);
    }

    /// Whether a recording wants any of these events. It asks for all, so that the recorder knows
    /// all classes before the first event of each. **Thread** any.
    static boolean isWanted() {
        return Stream.of(
                                new Recorded.TaskStart(),
                                new Recorded.TaskStep(),
                                new Recorded.TaskSuspend(),
                                new Recorded.TaskEnd(),
                                new Recorded.TaskCancel(),
                                new Recorded.LoopPoll())
                        .filter(Event::isEnabled)
                        .count()
                > 0;
    }

    /// Whether a recording wants stalls. **Thread** any.
    static boolean wantsStalls() {
        return new Recorded.LoopStall().isEnabled();
    }

    /// Writes a stall, from the watchdog's thread.
    static void write(Stall stall) {
        Recorded.LoopStall event = new Recorded.LoopStall();
        if (event.shouldCommit()) {
            event.task = stall.who();
            event.stoodStill = stall.time().toNanos();
            StringBuilder stack = new StringBuilder();
            stall.stack().forEach(frame -> stack.append(frame).append('\n'));
            event.stack = stack.toString();
            event.commit();
        }
    }

    @Override
    public void beforeStep(Ready ready) {
        Recorded.TaskStep begun = new Recorded.TaskStep();
        if (each.isEnabled()) {
            long now = System.nanoTime();
            begun.readyFor = now - times.taken(now);
            times.look(now);
        } else {
            times.clear();
        }
        begun.begin();
        step = begun;
    }

    private void lookAtReady() {
        if (each.isEnabled()) {
            times.look(System.nanoTime());
        }
    }

    /// Writes an event that happened now, maybe later.
    private void write(Event event) {
        if (Passenger.current() == null) {
            event.commit();
        } else {
            event.begin();
            event.end();
            late.add(event);
        }
    }

    @Override
    public void afterStep(Ready ready) {
        if (!late.isEmpty()) {
            late.forEach(Event::commit);
            late.clear();
        }
        Recorded.TaskStep ended = step;
        step = null;
        if (ended != null) {
            ended.end();
            if (ended.shouldCommit()) {
                name(ended, ready);
                ended.commit();
            }
        }
        if (ready instanceof Task<?> task) {
            writeState(task);
        }
        lookAtReady();
    }

    private static void writeState(Task<?> task) {
        if (task.isDone()) {
            Recorded.TaskEnd event = new Recorded.TaskEnd();
            if (event.shouldCommit()) {
                name(event, task);
                event.outcome = outcome(task);
                event.commit();
            }
            return;
        }
        Future<?> awaited = task.waitingOn();
        if (awaited != null) {
            Recorded.TaskSuspend event = new Recorded.TaskSuspend();
            if (event.shouldCommit()) {
                name(event, task);
                event.waitsFor = WaitText.of(awaited);
                event.commit();
            }
        }
    }

    private static String outcome(Task<?> task) {
        if (task.isCancelled()) {
            return "cancelled";
        }
        return task.peekFailure() != null ? "failed" : "finished";
    }

    private static void name(Recorded.OfTask event, Object ready) {
        if (ready instanceof Task<?> task) {
            event.task = task.name();
            event.taskId = System.identityHashCode(task);
        } else if (ready instanceof Ready callback) {
            event.task = callback.describe();
        }
    }

    @Override
    public void beforePoll(long timeoutNanos) {
        lookAtReady();
        Recorded.LoopPoll begun = new Recorded.LoopPoll();
        begun.begin();
        poll = begun;
    }

    @Override
    public void afterPoll(long timeoutNanos) {
        lookAtReady();
        Recorded.LoopPoll ended = poll;
        poll = null;
        if (ended != null) {
            ended.end();
            if (timeoutNanos != 0 && ended.shouldCommit()) {
                ended.timeout = timeoutNanos;
                ended.commit();
            }
        }
    }

    @Override
    public void taskCreated(Ready ready) {
        Recorded.TaskStart event = new Recorded.TaskStart();
        if (ready instanceof Task<?> task && event.shouldCommit()) {
            Coroutine<?> code = task.coroutine();
            Task<?> creator = Task.current();
            name(event, task);
            event.coroutine = code == null ? null : code.name();
            event.creator = creator == null ? null : creator.name();
            write(event);
        }
    }

    @Override
    public void cancelRequested(Ready ready, Object reason) {
        Recorded.TaskCancel event = new Recorded.TaskCancel();
        if (event.shouldCommit()) {
            name(event, ready);
            event.reason = reason.toString();
            write(event);
        }
    }
}
