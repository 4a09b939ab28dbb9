// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Each command that looks at programs, on one whose tasks wait for each other.
@Tag("real-time") // another process goes its own way
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LiveTest {

    static Stage stage;

    @TempDir Path temporary;

    @BeforeAll
    static void play() throws Exception {
        stage = Stage.play("waits").awaitSocket();
    }

    @AfterAll
    static void close() throws Exception {
        stage.close();
    }

    private static List<JsonObject> tasks(JsonObject loop) {
        List<JsonObject> tasks = new ArrayList<>();
        for (JsonElement each : loop.getAsJsonArray("tasks")) {
            tasks.add(each.getAsJsonObject());
        }
        return tasks;
    }

    private static JsonObject loop(Stage.Printed printed) {
        return printed.json().getAsJsonArray("loops").get(0).getAsJsonObject();
    }

    @Test
    void ps_withoutPid_listsPrograms_withoutTheirArguments() {
        var printed = stage.asyncio("ps");

        assertThat(printed.code()).isZero();
        assertThat(printed.out())
                .startsWith("")
                .containsPattern("PID +UP +LOOPS +TASKS +PROGRAM")
                .containsPattern(stage.pid() + " +0:00:\\d\\d +1 +4 +scenes.Scenes\n")
                .doesNotContain("secret");
    }

    @Test
    void allCommands_withoutPid_listPrograms() {
        for (String command : List.of("ps", "pstree", "dump", "top", "record")) {
            assertThat(stage.asyncio(command).out()).as(command).contains(stage.pid(), "PROGRAM");
        }
    }

    @Test
    void ps_json_withoutPid_hasPrograms() {
        JsonObject program =
                stage.asyncio("ps", "--json")
                        .json()
                        .getAsJsonArray("programs")
                        .get(0)
                        .getAsJsonObject();

        assertThat(program.keySet())
                .containsExactly(
                        "pid", "program", "answers", "upMillis", "java", "strands", "loops");
        assertThat(program.get("pid").getAsString()).isEqualTo(stage.pid());
        assertThat(program.get("answers").getAsBoolean()).isTrue();
    }

    @Test
    void ps_tellsWhatEachTaskWaitsFor() {
        var printed = stage.asyncio("ps", "PID");

        assertThat(printed.code()).isZero();
        assertThat(printed.out())
                .startsWith("Process " + stage.pid() + ", scenes.Scenes: 4 tasks\n")
                .containsPattern(
                        "holder +waiting +\\S+ \\S+ +cashier +Task-1 +an item of Queue 'orders'\n")
                .containsPattern("second +waiting .* Task-1 +Lock 'till', held by task 'holder'\n");
    }

    @Test
    void names_areHarmless_inTextAndJson() {
        for (String form :
                List.of("ps PID", "pstree PID", "dump PID", "top PID --once --interval 0.1")) {
            assertThat(stage.asyncio(form.split(" ")).out())
                    .as(form)
                    .contains("\\x1b[31mred\\x07<b>\\u202e")
                    .doesNotContain("\u001b", "\u0007", "\u202e");
        }
        String json = stage.asyncio("ps", "PID", "--json").out();
        assertThat(json).doesNotContain("\u001b", "\u0007", "\u202e");
        assertThat(json).contains("\\u001b[31mred\\u0007<b>\\u202e");
    }

    @Test
    void ps_json_hasTheSame() {
        JsonObject loop = loop(stage.asyncio("ps", "PID", "--json"));

        assertThat(loop.keySet())
                .containsExactly("loop", "thread", "answered", "held", "total", "blocked", "tasks");
        assertThat(loop.get("answered").getAsBoolean()).isTrue();
        JsonObject second =
                tasks(loop).stream()
                        .filter(task -> task.get("name").getAsString().equals("second"))
                        .findFirst()
                        .orElseThrow();
        JsonObject holder =
                tasks(loop).stream()
                        .filter(task -> task.get("name").getAsString().equals("holder"))
                        .findFirst()
                        .orElseThrow();
        assertThat(second.keySet())
                .containsExactly(
                        "id",
                        "name",
                        "state",
                        "code",
                        "waitsFor",
                        "waitedMillis",
                        "awaitedBy",
                        "owedBy",
                        "stack");
        assertThat(second.get("state").getAsString()).isEqualTo("waiting");
        assertThat(second.getAsJsonArray("owedBy").get(0)).isEqualTo(holder.get("id"));
        assertThat(second.getAsJsonArray("stack")).isEmpty();
    }

    @Test
    void ps_limit_saysHowManyAreMissing() {
        assertThat(stage.asyncio("ps", "PID", "--limit", "2").out())
                .contains(": 4 tasks, 2 shown\n");
    }

    @Test
    void pstree_putsTasksBelowThoseThatAwaitThem() {
        var printed = stage.asyncio("pstree", "PID");

        assertThat(printed.code()).isZero();
        assertThat(printed.out())
                .containsPattern("├── Task-1  waiting \\S+ \\S+  at scenes.Scenes")
                .containsPattern(
                        "│   ├── holder  waiting \\S+ \\S+ for an item of Queue 'orders'  at ")
                .containsPattern("│   └── second  waiting \\S+ \\S+ for Lock 'till', held by ")
                .containsPattern("└── \\\\x1b");
    }

    @Test
    void pstree_stacks_showsAllOfThem() {
        assertThat(stage.asyncio("pstree", "PID", "--stacks").out())
                .containsPattern("├── Task-1 .*\n│   │   at scenes.Scenes");
    }

    @Test
    void pstree_json_nests() {
        JsonObject root =
                loop(stage.asyncio("pstree", "PID", "--json"))
                        .getAsJsonArray("trees")
                        .get(0)
                        .getAsJsonObject();

        assertThat(root.getAsJsonObject("task").get("name").getAsString()).isEqualTo("Task-1");
        assertThat(root.getAsJsonArray("awaits")).hasSize(2);
    }

    @Test
    void dump_hasStacks() {
        var printed = stage.asyncio("dump", "PID");

        assertThat(printed.code()).isZero();
        assertThat(printed.out())
                .containsPattern(
                        "'holder' waiting \\S+ \\S+ for an item of Queue 'orders', code cashier,"
                                + " awaited by Task-1\n    at scenes.Scenes");
        assertThat(tasks(loop(stage.asyncio("dump", "PID", "--json"))))
                .anyMatch(task -> !task.getAsJsonArray("stack").isEmpty());
    }

    @Test
    void top_once_showsLoopAndTasks() {
        var printed = stage.asyncio("top", "PID", "--once", "--interval", "0.2");

        assertThat(printed.code()).isZero();
        assertThat(printed.out())
                .containsPattern("Process \\d+, scenes.Scenes, up 0:00:\\d\\d, Java 25")
                .containsPattern("Loop 0 in main: busy \\d+ %, lag \\S+ ms")
                .contains("4 tasks: 4 waiting")
                .containsPattern("BUSY +STEP +STATE +SINCE +TASK +CODE +WAITS FOR")
                .contains("Lock 'till', held by task 'holder'");
    }

    @Test
    void top_json_hasTheSame() {
        JsonObject view =
                loop(stage.asyncio("top", "PID", "--once", "--json", "--interval", "0.2"))
                        .getAsJsonObject("view");

        assertThat(view.keySet())
                .contains("busyShare", "lagMedianMicros", "turnsPerSecond", "states", "rows");
        assertThat(view.getAsJsonObject("states").get("waiting").getAsInt()).isEqualTo(4);
    }

    @Test
    void record_writesATraceThatOnlyItsOwnerReads() throws IOException {
        Path file = temporary.resolve("trace.json");

        var printed = stage.asyncio("record", "PID", "--seconds", "1", "--output", file.toString());

        assertThat(printed.code()).as(printed.all()).isZero();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        var trace = JsonParser.parseString(Files.readString(file)).getAsJsonObject();
        assertThat(trace.getAsJsonArray("traceEvents"))
                .allMatch(each -> each.getAsJsonObject().has("ph"))
                .anyMatch(each -> each.toString().contains("\"process_name\""));
    }
}
