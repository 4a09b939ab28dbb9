// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j;

import static dev.asyncio4j.Asyncio.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Where a task is, and how a failure's stack goes on in the task that awaited it.
///
/// Frames of `dev.asyncio4j` are left out of stacks, and this test is in that package; so its
/// programs come from [elsewhere.Program].
class StackTest {
    final Stage stage = new Stage();

    @AfterEach
    void endsCleanly() {
        stage.endsCleanly();
    }

    private static List<String> methods(List<StackTraceElement> frames) {
        return frames.stream()
                .filter(frame -> frame.getClassName().startsWith("elsewhere."))
                .map(StackTraceElement::getMethodName)
                .filter(method -> !method.startsWith("lambda$"))
                .toList();
    }

    private static String printed(Task<?> task) {
        var bytes = new ByteArrayOutputStream();
        task.printStack(new PrintStream(bytes, true));
        return bytes.toString();
    }

    @Test
    void stack_ofAWaitingTask_isWhereItAwaits_innermostFirst() {
        stage.play(
                () -> {
                    Task<Void> task = createTask(elsewhere.Program.outer(), "deep");
                    assertThat(task.stack()).isEmpty();
                    await(sleep(0));
                    assertThat(methods(task.stack())).containsExactly("nap", "inner");
                    assertThat(task.stack(1)).hasSize(1);
                    assertThat(methods(task.stack(1))).containsExactly("nap");
                    assertThat(task.stack(0)).isEmpty();
                    assertThat(task.stack())
                            .noneMatch(frame -> frame.getClassName().startsWith("dev.asyncio4j."));
                    assertThat(printed(task))
                            .startsWith("Stack for <Task pending name='deep'")
                            .contains("(most recent call first):")
                            .contains("  at elsewhere.Program.nap(Program.java:");
                    await(task);
                    assertThat(task.stack()).isEmpty();
                    assertThat(printed(task)).startsWith("No stack for <Task finished");
                });
    }

    @Test
    void stack_ofTheRunningTask_isWhereItRuns() {
        stage.play(
                () -> {
                    Task<List<StackTraceElement>> task =
                            createTask(elsewhere.Program.looksAtItself());
                    assertThat(methods(await(task))).contains("look");
                });
    }

    @Test
    void stack_ofAFailedTask_isWhereItFailed() {
        stage.play(
                () -> {
                    Task<Void> task = createTask(elsewhere.Program.failing());
                    assertThat(catchThrowable(() -> await(task))).isNotNull();
                    assertThat(methods(task.stack())).startsWith("fail");
                });
    }

    @Test
    void failure_goesOnInTheAwaitingTask_andStaysTheSameObject() {
        stage.play(
                () -> {
                    Task<Void> task = createTask(elsewhere.Program.failing(), "failing");
                    Task<Void> awaiter =
                            createTask(elsewhere.Program.awaiting(task), "the awaiter");
                    Throwable failure = catchThrowable(() -> await(awaiter));
                    assertThat(failure).isInstanceOf(IOException.class).isSameAs(task.exception());
                    List<StackTraceElement> trace = List.of(failure.getStackTrace());
                    assertThat(methods(trace)).startsWith("fail").contains("waitForIt");
                    assertThat(trace)
                            .anyMatch(frame -> frame.toString().contains("awaited by the awaiter"));
                });
    }

    @Test
    void failure_retrievedTwice_isTracedOnce() {
        stage.play(
                () -> {
                    Task<Void> task = createTask(elsewhere.Program.failing());
                    Throwable failure = catchThrowable(() -> await(task));
                    int length = failure.getStackTrace().length;
                    assertThat(catchThrowable(() -> await(task))).isNotNull();
                    assertThat(failure.getStackTrace()).hasSize(length);
                });
    }
}
