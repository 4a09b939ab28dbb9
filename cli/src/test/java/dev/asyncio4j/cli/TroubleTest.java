// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Programs that are stuck, spin, end, or must not be looked at; and wrong calls.
@Tag("real-time") // another process goes its own way
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TroubleTest {

    @TempDir Path temporary;

    private Stage.Printed asyncio(String... words) {
        return Stage.asyncio(Map.of("XDG_RUNTIME_DIR", temporary.toString()), List.of(words));
    }

    @Test
    void loop_thatIsStuck_isTold_withThePlace() throws Exception {
        try (Stage stage = Stage.play("stuck").awaitSocket()) {
            assertThat(stage.asyncio("ps", "PID").out())
                    .contains("The loop stands still. It is here:\n    at scenes.Scenes.keepBusy(")
                    .containsPattern("Task-1 +running");
            assertThat(stage.asyncio("dump", "PID").out()).contains("'Task-1' running");
            assertThat(stage.asyncio("top", "PID", "--once", "--interval", "0.5").out())
                    .contains("! 'Task-1' never yields: one step has taken")
                    .contains("The loop stands still at scenes.Scenes.keepBusy(")
                    .contains("busy 100 %");
        }
    }

    @Test
    void task_thatSpins_isTold() throws Exception {
        try (Stage stage = Stage.play("spins").awaitSocket()) {
            String shown;
            int looks = 0;
            do { // a machine that is busy may keep the program from spinning
                shown = stage.asyncio("top", "PID", "--once", "--interval", "0.5").out();
            } while (!shown.contains("! 'Task-1' spins: it is ready again at once")
                    && ++looks < 20);

            assertThat(shown).contains("! 'Task-1' spins: it is ready again at once");
        }
    }

    @Test
    void tasks_thatHaveComeAndGone_andCallbacks_areTold() throws Exception {
        try (Stage stage = Stage.play("brief").awaitSocket()) {
            String shown = stage.asyncio("top", "PID", "--once", "--interval", "1").out();

            assertThat(shown)
                    .containsPattern("tasks?: .*; [\\d,]+,\\d{3} started/s")
                    .containsPattern("BUSY +STEPS/S +STEP +RAN\n")
                    .containsPattern("\\d %  +[\\d,]+,\\d{3} .* errand\n")
                    .containsPattern("\\d %  .*\\d ms  <Handle scenes.Scenes lambda>\n");
        }
    }

    @Test
    void queue_thatGrows_isTold_thoughNobodyWaitsAtIt() throws Exception {
        try (Stage stage = Stage.play("floods").awaitSocket()) {
            assertThat(stage.asyncio("top", "PID", "--once", "--interval", "0.5").out())
                    .containsPattern(
                            "! Queue 'inbox' grows: [\\d,]+ items, [\\d,]+ more than a moment ago\n");
        }
    }

    @Test
    void tasks_thatWaitInACircle_areTold() throws Exception {
        try (Stage stage = Stage.play("circle").awaitSocket()) {
            assertThat(stage.asyncio("top", "PID", "--once", "--interval", "0.1").out())
                    .containsPattern(
                            "! each waits for the next, for ever: '(one' -> 'two' -> 'one|two' -> 'one' -> 'two)'");
        }
    }

    @Test
    void program_thatHasEnded_isSaidToHave() throws Exception {
        try (Stage stage = Stage.play("waits").awaitSocket()) {
            Program program =
                    new Programs(Map.of("XDG_RUNTIME_DIR", stage.folder().getParent().toString()))
                            .of(Long.parseLong(stage.pid()));
            stage.end();

            assertThat(stage.asyncio("ps", "PID").all())
                    .isEqualTo("1\nasyncio: process " + stage.pid() + ": there is none\n");
            assertThat(stage.asyncio("ps").out().lines()) // others of this user may run
                    .noneMatch(line -> line.strip().startsWith(stage.pid() + " "));
            assertThat(org.assertj.core.api.Assertions.catchThrowable(program::about))
                    .isInstanceOf(Failure.class)
                    .hasMessage("process " + stage.pid() + " has ended");
        }
    }

    @Test
    void program_thatRefusesInspection_isSaidTo() throws Exception {
        try (Stage stage = Stage.play("waits", "-Dasyncio4j.inspect=off")) {
            assertThat(stage.asyncio("ps", "PID").all())
                    .startsWith("1\nasyncio: process " + stage.pid() + " cannot be inspected: ");
        }
    }

    @Test
    void folder_thatIsOpenToOthers_isRefused() throws Exception {
        try (Stage stage = Stage.play("waits").awaitSocket()) {
            Files.setPosixFilePermissions(
                    stage.folder(), PosixFilePermissions.fromString("rwxrwxrwx"));

            assertThat(stage.asyncio("ps", "PID").all())
                    .isEqualTo(
                            "1\nasyncio: "
                                    + stage.folder()
                                    + " is open to others: rwxrwxrwx (expected: rwx------)\n");
            assertThat(stage.asyncio("ps").err()).contains("is open to others");
        }
    }

    @Test
    void answer_thatIsNoJson_orTooLate_isRefused() throws Exception {
        Path socket = temporary.resolve("s.sock");
        try (var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(socket));
            Program program = new Program(1, 0, socket, uid());
            Thread peer = Thread.ofVirtual().start(() -> answerOnce(server, "nonsense\n"));

            assertThat(org.assertj.core.api.Assertions.catchThrowable(program::about))
                    .isInstanceOf(Failure.class)
                    .hasMessageStartingWith("process 1 gave an answer that is no JSON");
            peer.join();

            assertThat(
                            org.assertj.core.api.Assertions.catchThrowable(
                                    () -> program.about(java.time.Duration.ofMillis(50))))
                    .hasMessage("process 1 does not answer (it may be stopped)");
        }
    }

    private static void answerOnce(ServerSocketChannel server, String answer) {
        try (var peer = server.accept()) {
            // who closes before he has read the question breaks the pipe of who still asks it
            var question = java.nio.ByteBuffer.allocate(1024);
            do {
                assertThat(peer.read(question)).as("the question, to its end").isPositive();
            } while (question.get(question.position() - 1) != '\n');
            peer.write(
                    java.nio.ByteBuffer.wrap(
                            answer.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
        } catch (IOException lost) {
            throw new java.io.UncheckedIOException(lost);
        }
    }

    private int uid() throws IOException {
        return (Integer) Files.getAttribute(temporary, "unix:uid");
    }

    @Test
    void process_thatIsNotThere_orNoProgramOfOurs_isSaidToBe() {
        assertThat(asyncio("ps", "999999999").all())
                .isEqualTo("1\nasyncio: process 999999999: there is none\n");
        assertThat(asyncio("dump", "1").all())
                .startsWith("1\nasyncio: process 1 ")
                .containsAnyOf("cannot be inspected", "belongs to another user");
    }

    @Test
    void calls_thatAreNotKnown_areMisuse() {
        for (String call :
                List.of(
                        "",
                        "dance",
                        "ps x",
                        "ps --what",
                        "top --interval 0",
                        "record --seconds x")) {
            var printed = asyncio(call.isEmpty() ? new String[0] : call.split(" "));
            assertThat(printed.code()).as(call + ": " + printed.all()).isEqualTo(2);
            assertThat(printed.err()).as(call).isNotEmpty();
        }
    }
}
