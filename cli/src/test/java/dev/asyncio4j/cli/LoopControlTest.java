// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.asyncio4j.SystemExit;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import jdk.jshell.EvalException;
import jdk.jshell.JShell;
import jdk.jshell.Snippet;
import jdk.jshell.Snippet.Status;
import jdk.jshell.SnippetEvent;
import jdk.jshell.SourceCodeAnalysis;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Inputs on the loop, without a terminal.
@Tag("real-time") // the prompt's loop has the system's clock
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
public class LoopControlTest {

    /// Released by inputs that have begun.
    public static final Semaphore BEGUN = new Semaphore(0);

    /// What inputs leave here.
    public static final List<String> MARKS = new CopyOnWriteArrayList<>();

    private static final String BEGIN = "dev.asyncio4j.cli.LoopControlTest.BEGUN.release();";
    private static final String MARK = "dev.asyncio4j.cli.LoopControlTest.MARKS.add";

    private final JShell shell =
            JShell.builder()
                    .executionEngine(new LoopControlProvider(), Map.of())
                    .in(new ByteArrayInputStream("bob\nann\n".getBytes(StandardCharsets.UTF_8)))
                    .build();

    @BeforeEach
    void start() throws IOException {
        BEGUN.drainPermits();
        MARKS.clear();
        shell.addToClasspath(System.getProperty("java.class.path"));
        try (InputStream imports = ReplCommand.class.getResourceAsStream("startup.jsh")) {
            for (String line :
                    new String(imports.readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
                assertThat(shell.eval(line).getFirst().status()).as(line).isEqualTo(Status.VALID);
            }
        }
    }

    @AfterEach
    void end() {
        shell.close();
    }

    private SnippetEvent typed(String input) {
        SourceCodeAnalysis.CompletionInfo each =
                shell.sourceCodeAnalysis().analyzeCompletion(input);
        SnippetEvent told = shell.eval(each.source()).getFirst();
        assertThat(told.status())
                .as(() -> each.source() + troubles(told.snippet()))
                .isEqualTo(Status.VALID);
        return each.remaining().isBlank() ? told : typed(each.remaining());
    }

    private List<String> troubles(Snippet snippet) {
        return shell.diagnostics(snippet).map(each -> each.getMessage(Locale.ROOT)).toList();
    }

    private CompletableFuture<SnippetEvent> typedBeside(String input) {
        return CompletableFuture.supplyAsync(() -> typed(input));
    }

    /// The name of what an input failed with.
    private static String failure(SnippetEvent event) {
        return ((EvalException) event.exception()).getExceptionClassName();
    }

    /// Presses Ctrl-C so many times, and waits for the end of the input.
    private SnippetEvent stopped(CompletableFuture<SnippetEvent> input, int times) {
        for (int i = 0; i < times; i++) {
            shell.stop();
        }
        return input.join();
    }

    @Test
    void input_awaits_andItsContextGoesOn() {
        typed("var who = ContextVar.<String>of(\"who\");");
        typed("who.set(\"me\");");
        typed("var task = createTask(async(() -> { await(sleep(0)); return who.get(); }));");

        assertThat(typed("await(task)").value()).isEqualTo("\"me\"");
        assertThat(typed("task").value())
                .startsWith("<Task finished")
                .contains("name='Task-1' coro=input");
    }

    @Test
    void failure_ofAnInput_isToldAsItIs() {
        EvalException told =
                (EvalException)
                        typed("await(async(() -> { throw new IOException(\"inner\"); }))")
                                .exception();

        assertThat(told.getExceptionClassName()).isEqualTo("java.io.IOException");
        assertThat(told).hasMessage("inner");
    }

    @Test
    void stop_cancelsTheInput_andLeavesOthersAlone() throws Exception {
        typed("var other = createTask(async(() -> { await(sleep(1000)); }));");
        var input =
                typedBeside(
                        "try { "
                                + BEGIN
                                + " await(sleep(1000)); } finally { "
                                + MARK
                                + "(\"cleaned\"); }");
        BEGUN.acquire();

        SnippetEvent told = stopped(input, 1);

        assertThat(failure(told)).isEqualTo("dev.asyncio4j.CancelledError");
        assertThat(told.exception()).hasMessage("Ctrl-C");
        assertThat(MARKS).containsExactly("cleaned");
        assertThat(typed("other.isDone()").value()).isEqualTo("false");
    }

    @Test
    void secondStop_endsAnEndlessLoop() throws Exception {
        var input = typedBeside("{ " + BEGIN + " while (true) { } }");
        BEGUN.acquire();

        assertThat(failure(stopped(input, 2))).isEqualTo("dev.asyncio4j.CancelledError");
        assertThat(typed("1 + 1").value()).isEqualTo("2");
    }

    @Test
    void secondStop_endsAnEndlessLoop_ofAnotherTask() throws Exception {
        typed("var culprits = new ArrayList<Task<?>>();");
        var input =
                typedBeside(
                        "{ culprits.add(createTask(async(() -> { "
                                + BEGIN
                                + " for (;;) { } }))); await(sleep(1000)); }");
        BEGUN.acquire();

        assertThat(failure(stopped(input, 2))).isEqualTo("dev.asyncio4j.CancelledError");
        assertThat(typed("culprits.getFirst().isCancelled()").value()).isEqualTo("true");
    }

    @Test
    void secondStop_interruptsWhatBlocks() throws Exception {
        var input = typedBeside("{ " + BEGIN + " Thread.sleep(1_000_000); }");
        BEGUN.acquire();

        assertThat(failure(stopped(input, 2))).isEqualTo("java.lang.InterruptedException");
        assertThat(typed("Thread.interrupted()").value()).isEqualTo("false");
    }

    @Test
    void exit_endsEverything_afterTasksHaveCleanedUp() {
        typed(
                "createTask(async(() -> { try { await(sleep(1000)); } finally { await(sleep(0)); "
                        + MARK
                        + "(\"cleaned\"); } }));");
        typed("await(sleep(0));");

        Throwable thrown = catchThrowable(() -> shell.eval("System.exit(7);"));

        assertThat(thrown)
                .isInstanceOfSatisfying(
                        SystemExit.class, exit -> assertThat(exit.code()).isEqualTo(7));
        assertThat(MARKS).containsExactly("cleaned");
    }

    @Test
    void keyboardInterrupt_ofATask_leavesTheLoopGoing() {
        typed("createTask(async(() -> { throw new KeyboardInterrupt(); }));");

        assertThat(typed("await(async(() -> { await(sleep(0)); return 3; }))").value())
                .isEqualTo("3");
    }

    @Test
    void reader_getsALineAtATime() {
        assertThat(typed("IO.readln()").value()).isEqualTo("\"bob\"");
        assertThat(typed("IO.readln()").value()).isEqualTo("\"ann\"");
    }

    @Test
    void classes_ofInputs_mayBuildOnEachOther() {
        typed(
                "sealed interface Shape { record Dot() implements Shape { } record Line(int length)"
                        + " implements Shape { public Line { if (length < 0) { throw new"
                        + " IllegalArgumentException(); } } } }");

        assertThat(
                        typed(
                                        "int sum = 0; for (Shape each : new Shape[] {new Shape.Dot(), new Shape.Line(3)}) { Shape same ="
                                                + " sum > 9 ? new Shape.Dot() : each; sum += switch (same) { case Shape.Dot dot -> 1; case Shape.Line"
                                                + " line -> line.length(); }; } sum")
                                .value())
                .isEqualTo("4");
    }
}
