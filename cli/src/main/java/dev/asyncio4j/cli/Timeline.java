// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.jspecify.annotations.Nullable;

/// What tasks did when, made of a flight recording, and of a look at the tasks when it began and
/// one
/// when it ended: those that wait tell nothing of themselves.
///
/// Each task has a track; a step is a span on it, and between two steps lie the wait and, from when
/// that was over, the time in which it was ready. The loop has one, too: its rests; and so have
/// callbacks that are no tasks. Times are microseconds from the beginning. See [TraceFile].
final class Timeline {

    private static final int MOST = 2_000_000; // entries; viewers give up at more
    private static final double SHORTEST = 1; // microseconds of being ready that are told
    private static final String LOOP = "the loop";
    private static final String EVENTS = "dev.asyncio4j.";

    /// When it was recorded, and how.
    ///
    /// @param from when it began, and the program was asked for its tasks; what was over before is
    ///     left out
    /// @param answered when it had answered
    /// @param to when it ended
    /// @param isLight whether waits and short steps are not in it
    record Frame(Instant from, Instant answered, Instant to, boolean isLight) {}

    /// A row of its own.
    ///
    /// @param id the task's, as other commands have it; null if it is no task
    record Track(int number, String name, @Nullable String id, @Nullable String code) {}

    /// What is on a track.
    ///
    /// @param micros when it began
    /// @param span its microseconds; less than zero for an instant
    /// @param more what else is told of it, by name
    record Entry(
            Track track,
            String kind,
            String name,
            double micros,
            double span,
            Map<String, Object> more) {}

    /// What a task waits for at the moment.
    ///
    /// @param before for how long it had waited when the recording began
    private record Wait(String what, double since, double before) {}

    final long pid;
    final String program;
    final Frame frame;
    final List<Entry> entries = new ArrayList<>();
    final List<Track> tracks = new ArrayList<>();
    private final Map<String, Track> known = new HashMap<>();
    private final Map<Track, Wait> waits = new LinkedHashMap<>();
    private final Map<Track, Double> created = new HashMap<>(); // and has not run
    private final Map<Track, String> creators = new HashMap<>(); // their names
    private final double answered;
    private double end;
    private double heard; // when the loop last told anything
    private boolean isCut;
    private int tasks;
    private int steps;

    private Timeline(long pid, String program, Frame frame) {
        this.pid = pid;
        this.program = program;
        this.frame = frame;
        this.answered = micros(frame.answered);
        this.end = micros(frame.to);
    }

    /// Reads a recording of the program that was looked at before and after.
    static Timeline of(Path recording, Look before, Look after, Frame frame) throws IOException {
        Timeline timeline = new Timeline(before.pid(), before.program(), frame);
        List<RecordedEvent> events = new ArrayList<>();
        boolean hadBegun = frame.isLight; // when the program was asked; a loop may be late
        double first = Double.POSITIVE_INFINITY;
        try (RecordingFile file = new RecordingFile(recording)) {
            while (file.hasMoreEvents() && !timeline.isCut) {
                RecordedEvent event = file.readEvent();
                if (!event.getEventType().getName().startsWith(EVENTS)) {
                    continue;
                }
                hadBegun |= !isFromOutside(event) && event.getStartTime().isBefore(frame.from);
                if (event.getEndTime().isAfter(frame.from)) {
                    events.add(event);
                    first = Math.min(first, timeline.heardAt(event));
                }
                timeline.isCut = events.size() >= MOST;
            }
        }
        // A wait begins when a step has ended, and both may bear the same time.
        events.sort(
                Comparator.comparing(RecordedEvent::getStartTime)
                        .thenComparing(RecordedEvent::getEndTime)
                        .thenComparing(
                                event -> !event.getEventType().getName().endsWith("TaskStep")));
        for (Look.Loop loop : before.loops()) {
            timeline.beginsWith(loop, hadBegun, first);
        }
        events.forEach(timeline::add);
        after.loops().forEach(timeline::endsWith);
        if (timeline.isCut && !events.isEmpty()) {
            timeline.end = timeline.micros(events.getLast().getEndTime());
        }
        timeline.waits.forEach((track, wait) -> timeline.close(track, wait, timeline.end));
        return timeline;
    }

    /// What the tasks did when it began. If the loop did not note anything yet, that is only sure
    /// of
    /// one that stood still: it did so until it first told something.
    private void beginsWith(Look.Loop loop, boolean hadBegun, double first) {
        for (Told.Task task : loop.tasks()) {
            if (!loop.answered() && !hadBegun && task.state().equals("running")) {
                Track track = task(id(task), task.name(), task.code());
                if (first < Double.POSITIVE_INFINITY) {
                    put(track, "step", "runs", 0, first);
                    stall(task, Math.min(first, answered), loop.blocked());
                }
            } else if (!loop.answered() || hadBegun) {
                waits(task, 0, Math.max(0, task.waitedMillis() * 1000.0 - answered));
            }
        }
    }

    private double heardAt(RecordedEvent event) {
        return isFromOutside(event)
                ? Double.POSITIVE_INFINITY
                : Math.max(0, micros(event.getStartTime()));
    }

    /// Whether the watchdog told it, and not the loop itself.
    private static boolean isFromOutside(RecordedEvent event) {
        return event.getEventType().getName().endsWith("LoopStall");
    }

    /// Of whom nothing is known when it ends, has waited all the time; and who keeps the loop then,
    /// has done so since it last told anything.
    private void endsWith(Look.Loop loop) {
        for (Told.Task task : loop.tasks()) {
            Track track = known.get(key(id(task), task.name()));
            if (track == null) {
                double since = micros(frame.to) - task.waitedMillis() * 1000.0;
                waits(task, Math.max(0, since), Math.max(0, -since));
            } else if (!loop.answered() && task.state().equals("running")) {
                close(track, waits.remove(track), heard);
                put(track, "step", "runs", heard, Math.max(0, end - heard));
                stall(task, end, loop.blocked());
            }
        }
    }

    private void waits(Told.Task task, double since, double before) {
        Track track = task(id(task), task.name(), task.code());
        String what = task.waitsFor();
        if (!frame.isLight && task.state().equals("waiting") && what != null) {
            waits.put(track, new Wait(what, since, before));
        }
    }

    private static int id(Told.Task task) {
        return Integer.parseUnsignedInt(task.id(), 16);
    }

    private void add(RecordedEvent event) {
        double from = micros(event.getStartTime());
        double at = Math.max(0, from);
        double span = Math.max(0, event.getDuration().toNanos() / 1000.0 + from - at);
        end = Math.max(end, at + span);
        String kind = event.getEventType().getName().substring(EVENTS.length());
        if (kind.equals("LoopStall")) { // by a thread that looks at the loop
            stall(event, at);
            return;
        }
        heard = Math.max(heard, at + span);
        switch (kind) {
            case "LoopPoll" -> put(track("loop", LOOP), "loop", "rests", at, span);
            default -> {
                if (event.getInt("taskId") == 0) {
                    steps++;
                    Track callbacks = track("callbacks", "callbacks");
                    put(callbacks, "step", text(event, "task"), at, span);
                } else {
                    add(kind, event, at, span);
                }
            }
        }
    }

    private void add(String kind, RecordedEvent event, double at, double span) {
        int id = event.getInt("taskId");
        String name = text(event, "task");
        String code = kind.equals("TaskStart") ? event.getString("coroutine") : null;
        Track track = task(id, name, code);
        if (at < answered) {
            waits.computeIfPresent(track, (row, wait) -> wait.since == 0 ? null : wait);
        }
        switch (kind) {
            case "TaskStart" -> {
                created.put(track, at);
                creators.put(track, text(event, "creator"));
                put(track, "task", "created", at, -1);
            }
            case "TaskStep" -> {
                steps++;
                ready(track, at, event.getLong("readyFor") / 1000.0);
                put(track, "step", "runs", at, span);
            }
            case "TaskSuspend" -> waits.put(track, new Wait(text(event, "waitsFor"), at, 0));
            case "TaskCancel" -> put(track, "cancel", "cancel: " + text(event, "reason"), at, -1);
            case "TaskEnd" -> {
                close(track, waits.remove(track), at);
                put(track, "task", text(event, "outcome"), at, -1);
                known.remove(key(id, name)); // the number may come again
            }
            default -> put(track, "other", kind, at, span);
        }
    }

    /// The step that begins at `at` had to wait for its turn.
    private void ready(Track track, double at, double readyFor) {
        Wait wait = waits.remove(track);
        double since = Math.max(wait == null ? 0 : wait.since, at - readyFor);
        Double birth = created.remove(track);
        close(track, wait, since);
        double begin = birth == null ? since : birth;
        if (!frame.isLight && at - begin >= SHORTEST) {
            put(track, "ready", "is ready", begin, at - begin);
        }
    }

    private void close(Track track, @Nullable Wait wait, double at) {
        if (wait != null) {
            Map<String, Object> more =
                    wait.before > 0 ? Map.of("beforeMicros", wait.before) : Map.of();
            double span = Math.max(0, at - wait.since);
            entries.add(new Entry(track, "wait", wait.what, wait.since, span, more));
        }
    }

    private void stall(RecordedEvent event, double at) {
        double stood = Math.min(at, event.getDuration("stoodStill").toNanos() / 1000.0);
        Map<String, Object> more = Map.of("stoodMicros", stood, "stack", text(event, "stack"));
        Track loop = track("loop", LOOP);
        entries.add(new Entry(loop, "stall", "stalled by " + text(event, "task"), at, -1, more));
    }

    /// Of a loop that stood still when it was looked at.
    private void stall(Told.Task task, double at, List<String> blocked) {
        String stack = String.join("\n", blocked);
        Map<String, Object> more = Map.of("stoodMicros", at - Math.min(at, heard), "stack", stack);
        Track loop = track("loop", LOOP);
        String who = "stalled by task '" + task.name() + "'";
        entries.add(new Entry(loop, "stall", who, at, -1, more));
    }

    /// Leaves only these tasks, those that they started meanwhile, those that these started, and so
    /// on; and the loop, which they share with all others.
    /// @param ids as other commands have them
    void keepOnly(Set<String> ids) {
        Set<Track> kept = new HashSet<>();
        Set<String> names = new HashSet<>();
        for (Track track : tracks) { // who starts a task has a track before it has
            String creator = creators.get(track);
            if (track.id == null) {
                if (track.name.equals(LOOP)) {
                    kept.add(track);
                }
            } else if (ids.contains(track.id) || (creator != null && names.contains(creator))) {
                kept.add(track);
                names.add(track.name);
            }
        }
        tracks.retainAll(kept);
        entries.removeIf(entry -> !kept.contains(entry.track));
        tasks = (int) tracks.stream().filter(track -> track.id != null).count();
        steps = (int) entries.stream().filter(entry -> entry.kind.equals("step")).count();
    }

    private void put(Track track, String kind, String name, double at, double span) {
        entries.add(new Entry(track, kind, name, at, span, Map.of()));
    }

    private static String text(RecordedEvent event, String field) {
        String text = event.getString(field);
        return text == null ? "?" : text;
    }

    private static String key(int id, String name) {
        return id + " " + name;
    }

    private Track task(int id, String name, @Nullable String code) {
        int before = tracks.size();
        Track track = track(key(id, name), name, Integer.toHexString(id), code);
        tasks += tracks.size() - before;
        return track;
    }

    private Track track(String key, String name) {
        return track(key, name, null, null);
    }

    private Track track(String key, String name, @Nullable String id, @Nullable String code) {
        return known.computeIfAbsent(
                key,
                unknown -> {
                    Track fresh = new Track(tracks.size() + 1, name, id, code);
                    tracks.add(fresh);
                    return fresh;
                });
    }

    private double micros(Instant at) {
        return frame.from.until(at, ChronoUnit.NANOS) / 1000.0;
    }

    double end() {
        return end;
    }

    int tasks() {
        return tasks;
    }

    int steps() {
        return steps;
    }

    boolean isCut() {
        return isCut;
    }
}
