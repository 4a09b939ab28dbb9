// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.cli;

import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.io.Writer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.jspecify.annotations.Nullable;

/// What tasks did when, made of a flight recording, as a trace that Chrome and Perfetto open.
///
/// **Source** the format of Chrome's trace events: `X` is a span, `i` an instant, `M` a name. Each
/// task
/// has a track; a step is a span on it, and so is the wait from a step's end to the next one's
/// beginning. The loop has one, too: its rests, and callbacks that are no tasks.
final class Timeline {

    private static final int MOST = 2_000_000; // entries; viewers give up at more
    private static final String EVENTS = "dev.asyncio4j.";

    /// What is on a track.
    ///
    /// @param micros when it began
    /// @param span its microseconds; less than zero for an instant
    private record Entry(int track, String kind, String name, double micros, double span) {}

    /// What a task waits for at the moment.
    private record Wait(String what, double since) {}

    private final long pid;
    private final String program;
    private final List<Entry> entries = new ArrayList<>();
    private final Map<String, Integer> tracks = new LinkedHashMap<>();
    private final Map<Integer, String> names = new HashMap<>();
    private final Map<Integer, Wait> waits = new HashMap<>();
    private Instant begin = Instant.MAX;
    private double end;
    private int tasks;
    private int steps;
    private boolean isCut;

    private Timeline(long pid, String program) {
        this.pid = pid;
        this.program = program;
    }

    /// Reads a recording of the process `pid`.
    static Timeline of(Path recording, long pid, String program) throws IOException {
        Timeline timeline = new Timeline(pid, program);
        List<RecordedEvent> events = new ArrayList<>();
        try (RecordingFile file = new RecordingFile(recording)) {
            while (file.hasMoreEvents() && !timeline.isCut) {
                RecordedEvent event = file.readEvent();
                if (event.getEventType().getName().startsWith(EVENTS)) {
                    events.add(event);
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
        for (RecordedEvent event : events) {
            timeline.add(event);
        }
        timeline.waits.forEach(timeline::close);
        return timeline;
    }

    private void add(RecordedEvent event) {
        if (begin == Instant.MAX) {
            begin = event.getStartTime();
        }
        double at = micros(event.getStartTime());
        double span = event.getDuration().toNanos() / 1000.0;
        end = Math.max(end, at + span);
        String kind = event.getEventType().getName().substring(EVENTS.length());
        if (kind.equals("LoopPoll")) {
            put(loopTrack(), "loop", "rests", at, span);
            return;
        }
        if (kind.equals("LoopStall")) {
            put(loopTrack(), "stall", "stalled by " + event.getString("task"), at, -1);
            return;
        }
        int track = taskTrack(event);
        switch (kind) {
            case "TaskStart" -> put(track, "task", "created", at, -1);
            case "TaskStep" -> {
                steps++;
                close(track, waits.remove(track), at);
                String what = isTask(event) ? "runs" : text(event, "task");
                put(track, "step", what, at, span);
            }
            case "TaskSuspend" -> waits.put(track, new Wait(text(event, "waitsFor"), at));
            case "TaskCancel" -> put(track, "cancel", "cancel: " + text(event, "reason"), at, -1);
            case "TaskEnd" -> {
                close(track, waits.remove(track), at);
                put(track, "task", text(event, "outcome"), at, -1);
            }
            default -> put(track, "other", kind, at, span);
        }
    }

    private void close(int track, Wait wait) {
        close(track, wait, end);
    }

    private void close(int track, @Nullable Wait wait, double at) {
        if (wait != null) {
            put(track, "wait", wait.what, wait.since, Math.max(0, at - wait.since));
        }
    }

    private void put(int track, String kind, String name, double at, double span) {
        entries.add(new Entry(track, kind, name, at, span));
    }

    private static boolean isTask(RecordedEvent event) {
        return event.getInt("taskId") != 0;
    }

    private static String text(RecordedEvent event, String field) {
        String text = event.getString(field);
        return text == null ? "?" : text;
    }

    private int loopTrack() {
        return track("loop", "the loop");
    }

    private int taskTrack(RecordedEvent event) {
        if (!isTask(event)) {
            return track("callbacks", "callbacks");
        }
        String name = text(event, "task");
        int before = tracks.size();
        int track = track(event.getInt("taskId") + " " + name, name);
        tasks += tracks.size() - before;
        return track;
    }

    private int track(String key, String name) {
        int track = tracks.computeIfAbsent(key, unknown -> tracks.size() + 1);
        names.putIfAbsent(track, name);
        return track;
    }

    private double micros(Instant at) {
        return begin.until(at, ChronoUnit.NANOS) / 1000.0;
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

    /// Writes the trace to a file that only its owner may read: names may be secrets.
    void write(Path file) throws IOException {
        var options =
                Set.of(
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE,
                        StandardOpenOption.TRUNCATE_EXISTING);
        var mine = PosixFilePermissions.fromString("rw-------");
        try (FileChannel channel =
                        FileChannel.open(
                                file, options, PosixFilePermissions.asFileAttribute(mine));
                Writer writer = Channels.newWriter(channel, StandardCharsets.UTF_8);
                JsonWriter json = new JsonWriter(new java.io.BufferedWriter(writer))) {
            java.nio.file.Files.setPosixFilePermissions(file, mine); // if it was there before
            json.beginObject().name("displayTimeUnit").value("ms");
            json.name("traceEvents").beginArray();
            name(json, "process_name", 0, program);
            for (Map.Entry<Integer, String> each : names.entrySet()) {
                name(json, "thread_name", each.getKey(), each.getValue());
            }
            for (Entry entry : entries) {
                write(json, entry);
            }
            json.endArray().endObject();
        }
    }

    private void name(JsonWriter json, String what, int track, String name) throws IOException {
        json.beginObject().name("ph").value("M").name("name").value(what);
        json.name("pid").value(pid).name("tid").value(track);
        json.name("args").beginObject().name("name").value(name).endObject().endObject();
    }

    private void write(JsonWriter json, Entry entry) throws IOException {
        boolean isInstant = entry.span < 0;
        json.beginObject().name("ph").value(isInstant ? "i" : "X");
        json.name("name").value(entry.name).name("cat").value(entry.kind);
        json.name("ts").value(entry.micros);
        if (isInstant) {
            json.name("s").value("t");
        } else {
            json.name("dur").value(entry.span);
        }
        json.name("pid").value(pid).name("tid").value(entry.track).endObject();
    }
}
