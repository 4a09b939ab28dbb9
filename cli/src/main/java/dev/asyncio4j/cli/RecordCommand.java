// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `asyncio record`.
@Command(
        name = "record",
        description = {
            "Records what the tasks of a program do, and writes a timeline that opens in the whiteboard"
                    + " (asyncio whiteboard FILE), https://ui.perfetto.dev and chrome://tracing: a track"
                    + " for each task, with its steps and what it waited for between them.",
            "",
            "The program's JVM records by its own Flight Recorder, each step and each wait. That costs a"
                    + " busy loop a good part of its speed while it lasts; --light costs next to nothing."
        })
final class RecordCommand implements Callable<Integer> {

    private static final List<String> LIGHT =
            List.of("TaskStart", "TaskStep", "TaskEnd", "TaskCancel", "LoopStall");
    private static final List<String> HEAVY = List.of("TaskSuspend", "LoopPoll");

    /// What a program needs to begin with its events after it has been told to, generously.
    private static final long BEGIN = 700; // milliseconds

    private static final int MOST = 10_000; // tasks that were there before

    @Mixin private Target target;
    @Spec private CommandSpec spec;

    @Option(
            names = "--seconds",
            paramLabel = "N",
            defaultValue = "5",
            description = "How long to record; ${DEFAULT-VALUE} if not given.")
    private double seconds;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description =
                    "The file to write; asyncio-PID.json if not given. Only its owner may read it.")
    private @Nullable Path output;

    @Option(
            names = "--light",
            description =
                    "Records starts, ends, cancellations and stalls, and steps of 10 ms or more.")
    private boolean light;

    @Option(
            names = "--below",
            paramLabel = "TASK",
            description =
                    "Records only the task of that name or id, those that it awaits, and those that"
                            + " they start meanwhile; all if not given.")
    private @Nullable String root;

    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    RecordCommand() {}

    @Override
    public Integer call() throws Failure, InterruptedException {
        if (!(seconds >= 0.1 && seconds <= 3600)) {
            throw new ParameterException(
                    spec.commandLine(), "--seconds: " + seconds + " (expected: 0.1 to 3600)");
        }
        Program program = target.program();
        if (program == null) {
            return target.list(false);
        }
        program.about(); // that it answers
        Path file = output == null ? Path.of("asyncio-" + program.pid() + ".json") : output;
        Timeline timeline = record(program);
        try {
            TraceFile.write(timeline, file);
        } catch (IOException full) {
            throw new Failure(file + " cannot be written: " + full.getMessage(), full);
        }
        PrintWriter out = AsyncioCommand.out(spec);
        out.printf(
                Locale.ROOT,
                "%s: %d tasks, %d steps%s%nOpen it by asyncio whiteboard %s, or in"
                        + " https://ui.perfetto.dev (nothing is uploaded).%n",
                file,
                timeline.tasks(),
                timeline.steps(),
                timeline.isCut() ? "; the beginning only, for there was too much" : "",
                file);
        out.flush();
        return 0;
    }

    private Timeline record(Program program) throws Failure, InterruptedException {
        Jcmd jcmd = new Jcmd(program.pid());
        String name = "asyncio-" + ProcessHandle.current().pid();
        String wanted = root;
        Told.Task only = wanted == null ? null : Below.root(Look.at(program, MOST, false), wanted);
        try {
            Path folder = Files.createTempDirectory("asyncio-record"); // ours alone
            Path recording = folder.resolve("recording.jfr");
            try {
                jcmd.run("Started recording", start(name));
                Thread stop = new Thread(() -> stopQuietly(jcmd, name));
                Runtime.getRuntime().addShutdownHook(stop); // Ctrl-C must not leave it behind
                TimeUnit.MILLISECONDS.sleep(BEGIN);
                Instant from = Instant.now();
                Look before = Look.at(program, MOST, false);
                Instant answered = Instant.now();
                TimeUnit.MILLISECONDS.sleep((long) (seconds * 1000));
                var frame = new Timeline.Frame(from, answered, Instant.now(), light);
                Look after = Look.at(program, MOST, false);
                jcmd.run("Stopped recording", "JFR.stop", "name=" + name, "filename=" + recording);
                Runtime.getRuntime().removeShutdownHook(stop);
                Timeline timeline = Timeline.of(recording, before, after, frame);
                if (only != null) {
                    Set<String> kept = Below.ids(before, only.id());
                    kept.addAll(Below.ids(after, only.id()));
                    timeline.keepOnly(kept);
                }
                return timeline;
            } finally {
                Files.deleteIfExists(recording);
                Files.delete(folder);
            }
        } catch (IOException lost) {
            throw new Failure("the recording cannot be read: " + lost.getMessage(), lost);
        }
    }

    private String[] start(String name) {
        List<String> words = new ArrayList<>(List.of("JFR.start", "name=" + name));
        words.add("settings=none");
        words.add("duration=" + (long) (seconds + 60) + "s"); // it ends, whatever becomes of us
        for (String event : LIGHT) {
            words.add("+dev.asyncio4j." + event + "#enabled=true");
        }
        words.add("+dev.asyncio4j.TaskStep#threshold=" + (light ? "10ms" : "0ms"));
        for (String event : light ? List.<String>of() : HEAVY) {
            words.add("+dev.asyncio4j." + event + "#enabled=true");
        }
        return words.toArray(String[]::new);
    }

    private static void stopQuietly(Jcmd jcmd, String name) {
        try {
            jcmd.run("Stopped recording", "JFR.stop", "name=" + name);
        } catch (Failure | InterruptedException gone) {
            System.err.println("asyncio: " + gone.getMessage()); // it ends by itself in a minute
        }
    }
}
