// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.cli;

import com.google.gson.stream.JsonWriter;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.Writer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Writes a [Timeline] as a trace that Chrome, Perfetto and the whiteboard open.
///
/// **Source** the format of Chrome's trace events: `X` is a span, `i` an instant, `M` a name.
/// `otherData`, which viewers leave alone, says that it is ours, see [Recording].
final class TraceFile {

    private final Timeline timeline;
    private final JsonWriter json;

    private TraceFile(Timeline timeline, JsonWriter json) {
        this.timeline = timeline;
        this.json = json;
    }

    /// Writes a file that only its owner may read: names may be secrets.
    static void write(Timeline timeline, Path file) throws IOException {
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
                JsonWriter json = new JsonWriter(new BufferedWriter(writer))) {
            Files.setPosixFilePermissions(file, mine); // if it was there before
            new TraceFile(timeline, json).write();
        }
    }

    private void write() throws IOException {
        json.beginObject().name("otherData").beginObject();
        json.name(Recording.MARK).value(Recording.VERSION);
        json.name("program").value(timeline.program).name("pid").value(timeline.pid);
        json.name("recorded").value(timeline.frame.from().toString());
        json.name("micros").value(timeline.end());
        json.name("light").value(timeline.frame.isLight()).name("cut").value(timeline.isCut());
        json.endObject().name("displayTimeUnit").value("ms");
        json.name("traceEvents").beginArray();
        name("process_name", 0, timeline.program, null, null);
        for (Timeline.Track each : timeline.tracks) {
            name("thread_name", each.number(), each.name(), each.id(), each.code());
        }
        for (Timeline.Entry entry : timeline.entries) {
            write(entry);
        }
        json.endArray().endObject();
    }

    private void name(
            String what, int track, String name, @Nullable String id, @Nullable String code)
            throws IOException {
        json.beginObject().name("ph").value("M").name("name").value(what);
        json.name("pid").value(timeline.pid).name("tid").value(track);
        json.name("args").beginObject().name("name").value(name);
        if (id != null) {
            json.name("task").value(id);
        }
        if (code != null) {
            json.name("code").value(code);
        }
        json.endObject().endObject();
    }

    private void write(Timeline.Entry entry) throws IOException {
        boolean isInstant = entry.span() < 0;
        json.beginObject().name("ph").value(isInstant ? "i" : "X");
        json.name("name").value(entry.name()).name("cat").value(entry.kind());
        json.name("ts").value(rounded(entry.micros()));
        if (isInstant) {
            json.name("s").value("t");
        } else {
            json.name("dur").value(rounded(entry.span()));
        }
        json.name("pid").value(timeline.pid).name("tid").value(entry.track().number());
        if (!entry.more().isEmpty()) {
            json.name("args").beginObject();
            for (Map.Entry<String, Object> each : entry.more().entrySet()) {
                json.name(each.getKey());
                if (each.getValue() instanceof Double micros) {
                    json.value(rounded(micros));
                } else {
                    json.value(each.getValue().toString());
                }
            }
            json.endObject();
        }
        json.endObject();
    }

    /// To the nanosecond: what comes behind is noise, and may be written in forms as `1.0E-4`.
    private static Number rounded(double micros) {
        return Math.round(micros * 1000) / 1000.0;
    }
}
