// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.console;

import static dev.asyncio4j.Asyncio.async;

import dev.asyncio4j.Body;
import dev.asyncio4j.CancelledError;
import dev.asyncio4j.Coroutine;
import dev.asyncio4j.EventLoop;
import dev.asyncio4j.OnDeadlock;
import dev.asyncio4j.Task;
import dev.asyncio4j.loop.LoopOptions;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/// A program that runs beside the test, and its whiteboard, at which one browser looks.
final class Program implements AutoCloseable {

    final EventLoop loop;
    final Whiteboard whiteboard;
    final Browser browser;
    final CompletableFuture<Void> ended = new CompletableFuture<>();

    private Program(LoopOptions options, boolean hold, Coroutine<Void> main) throws IOException {
        this.loop = new EventLoop(options);
        loop.setOnDeadlock(OnDeadlock.IGNORE);
        WhiteboardOptions wishes = WhiteboardOptions.defaults().withQuiet(true).withHold(hold);
        this.whiteboard = Whiteboard.open(loop, wishes);
        this.browser = new Browser(whiteboard.url()).enter();
        Thread.ofPlatform().daemon().name("program").start(() -> run(main));
        browser.listen();
    }

    private void run(Coroutine<Void> main) {
        try {
            loop.runUntilComplete(main);
            ended.complete(null);
        } catch (CancelledError byTheTest) {
            ended.complete(null);
        } catch (Throwable failure) {
            ended.completeExceptionally(failure);
        }
    }

    static Program of(Body.OfNothing main) throws IOException {
        return new Program(LoopOptions.defaults(), false, async("main", main));
    }

    static Program held(LoopOptions options, Body.OfNothing main) throws IOException {
        return new Program(options, true, async("main", main));
    }

    /// Asks the loop, on its own thread.
    <T> T ask(Function<EventLoop, T> question) throws Exception {
        CompletableFuture<T> answer = new CompletableFuture<>();
        loop.callSoonThreadsafe(() -> answer.complete(question.apply(loop)));
        return answer.get(20, TimeUnit.SECONDS);
    }

    @Override
    public void close() throws IOException {
        browser.control("{\"do\":\"run\"}");
        if (!ended.isDone()) {
            loop.callSoonThreadsafe(() -> loop.allTasks().forEach(Task::cancel));
        }
        ended.orTimeout(20, TimeUnit.SECONDS).join();
        browser.close();
        whiteboard.close();
        loop.close();
    }
}
