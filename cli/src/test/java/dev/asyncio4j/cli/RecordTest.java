// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What `asyncio record` writes of programs that wait, spin and are stuck.
@Tag("real-time") // another process goes its own way
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RecordTest {

    @TempDir Path temporary;

    /// What is in a recording.
    private record Trace(Recording whole, JsonObject about, List<JsonObject> events) {

        List<JsonObject> of(String kind) {
            return events.stream()
                    .filter(each -> each.has("cat") && text(each, "cat").equals(kind))
                    .toList();
        }

        double micros() {
            return about.get("micros").getAsDouble();
        }

        static String text(JsonObject event, String field) {
            return event.get(field).getAsString();
        }

        static double begin(JsonObject event) {
            return event.get("ts").getAsDouble();
        }

        static double end(JsonObject event) {
            return begin(event) + event.get("dur").getAsDouble();
        }
    }

    private Trace record(Stage stage, String... options) throws IOException, Failure {
        Path file = temporary.resolve("trace.json");
        List<String> words = new ArrayList<>(List.of("record", "PID", "--seconds", "0.5"));
        words.addAll(List.of("--output", file.toString()));
        words.addAll(List.of(options));
        Stage.Printed printed = stage.asyncio(words.toArray(String[]::new));
        assertThat(printed.code()).as(printed.all()).isZero();
        Recording whole = Recording.of(file);
        assertThat(printed.out())
                .startsWith("%s: %d tasks, ".formatted(file, whole.tasks()))
                .contains("Open it by asyncio whiteboard " + file);
        JsonObject trace = JsonParser.parseString(Files.readString(file)).getAsJsonObject();
        List<JsonObject> events = new ArrayList<>();
        for (JsonElement each : trace.getAsJsonArray("traceEvents")) {
            events.add(each.getAsJsonObject());
        }
        return new Trace(whole, trace.getAsJsonObject("otherData"), events);
    }

    @Test
    void tasksThatWaitAllTheTime_doSoFromTheBeginningToTheEnd() throws Exception {
        try (Stage stage = Stage.play("waits").awaitSocket()) {
            Trace trace = record(stage);

            assertThat(trace.whole().tasks()).isEqualTo(4);
            assertThat(trace.whole().program()).isEqualTo("scenes.Scenes");
            assertThat(trace.micros()).isBetween(500_000.0, 60_000_000.0);
            assertThat(trace.of("wait"))
                    .extracting(each -> Trace.text(each, "name"))
                    .containsExactlyInAnyOrder(
                            "an item of Queue 'orders'",
                            "Lock 'till', held by task 'holder'",
                            "its time",
                            "task 'holder', task 'second'");
            assertThat(trace.of("wait"))
                    .allMatch(each -> Trace.begin(each) == 0)
                    .allMatch(each -> Math.abs(Trace.end(each) - trace.micros()) < 1)
                    .allMatch(
                            each ->
                                    each.getAsJsonObject("args").get("beforeMicros").getAsDouble()
                                            > 0);
            assertThat(trace.events())
                    .anyMatch(
                            each ->
                                    each.toString().contains("\"thread_name\"")
                                            && each.toString().contains("\"code\":\"cashier\""));
        }
    }

    @Test
    void lightRecording_saysThatItIs_andTellsNoWaits() throws Exception {
        try (Stage stage = Stage.play("waits").awaitSocket()) {
            Trace trace = record(stage, "--light");

            assertThat(trace.about().get("light").getAsBoolean()).isTrue();
            assertThat(trace.of("wait")).isEmpty();
            assertThat(trace.whole().tasks()).isEqualTo(4);
        }
    }

    @Test
    void taskThatSpins_hasSteps_andIsReadyBetweenThem() throws Exception {
        try (Stage stage = Stage.play("spins").awaitSocket()) {
            Trace trace = record(stage);

            int spinner = trace.of("ready").getFirst().get("tid").getAsInt();
            List<JsonObject> steps =
                    trace.of("step").stream()
                            .filter(each -> each.get("tid").getAsInt() == spinner)
                            .toList();
            assertThat(steps).hasSizeGreaterThan(10);
            for (int i = 1; i < steps.size(); i++) {
                assertThat(Trace.begin(steps.get(i)))
                        .isGreaterThanOrEqualTo(Trace.end(steps.get(i - 1)) - 1);
            }
            assertThat(trace.of("ready")) // a moment of less than a microsecond is not told
                    .allMatch(
                            each ->
                                    steps.stream()
                                            .anyMatch(
                                                    step ->
                                                            Math.abs(
                                                                            Trace.begin(step)
                                                                                    - Trace.end(
                                                                                            each))
                                                                    < 0.01));
            assertThat(trace.whole().steps()).isGreaterThanOrEqualTo(steps.size());
        }
    }

    @Test
    void taskThatKeepsTheLoop_runsAllTheTime_andIsToldWithItsPlace() throws Exception {
        try (Stage stage = Stage.play("stuck").awaitSocket()) {
            Trace trace = record(stage);

            assertThat(trace.of("step"))
                    .singleElement()
                    .matches(each -> Trace.begin(each) == 0)
                    .matches(each -> Trace.end(each) >= 500_000);
            assertThat(trace.of("stall"))
                    .isNotEmpty()
                    .allMatch(each -> Trace.text(each, "name").equals("stalled by task 'Task-1'"))
                    .allMatch(each -> each.toString().contains("scenes.Scenes.keepBusy("));
        }
    }

    @Test
    void below_isTheTaskItself_andWhatItAwaits() throws Exception {
        try (Stage stage = Stage.play("waits").awaitSocket()) {
            Trace trace = record(stage, "--below", "Task-1");

            assertThat(trace.whole().tasks()).isEqualTo(3);
            assertThat(trace.of("wait"))
                    .extracting(each -> Trace.text(each, "name"))
                    .containsExactlyInAnyOrder(
                            "an item of Queue 'orders'",
                            "Lock 'till', held by task 'holder'",
                            "task 'holder', task 'second'");
            assertThat(stage.asyncio("record", "PID", "--below", "nobody").all())
                    .startsWith(
                            "1\nasyncio: process "
                                    + stage.pid()
                                    + " has no task 'nobody' (asyncio ps ");
        }
    }

    @Test
    void below_isAlsoWhatItStartsMeanwhile_andNoCallback() throws Exception {
        try (Stage stage = Stage.play("brief").awaitSocket()) {
            Trace trace = record(stage, "--below", "Task-1");

            assertThat(trace.whole().tasks()).isGreaterThan(10);
            assertThat(trace.events()).noneMatch(each -> each.toString().contains("TimerHandle"));
        }
    }

    @Test
    void fileThatCannotBeWritten_isTold() throws Exception {
        Path nowhere = temporary.resolve("none/trace.json");
        try (Stage stage = Stage.play("waits").awaitSocket()) {
            assertThat(
                            stage.asyncio(
                                            "record",
                                            "PID",
                                            "--seconds",
                                            "0.1",
                                            "--output",
                                            nowhere.toString())
                                    .all())
                    .startsWith("1\nasyncio: " + nowhere + " cannot be written: ");
        }
    }
}
