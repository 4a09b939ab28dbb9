// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.console;

import static dev.asyncio4j.Asyncio.sleep;
import static org.assertj.core.api.Assertions.assertThat;

import dev.asyncio4j.EventLoop;
import dev.asyncio4j.loop.LoopObserver;
import java.time.Duration;
import java.util.List;
import java.util.ServiceLoader;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class WhiteboardObserverTest {

    @Test
    void observer_isAService_thatDoesNothingUnlessAskedTo() {
        List<LoopObserver> found =
                ServiceLoader.load(LoopObserver.class).stream()
                        .map(ServiceLoader.Provider::get)
                        .filter(WhiteboardObserver.class::isInstance)
                        .toList();
        EventLoop loop = new EventLoop();
        try {
            found.getFirst().begins(loop);

            assertThat(found).hasSize(1);
            assertThat(found.getFirst().look(List.of(loop))).isGreaterThan(Duration.ofHours(1));
            assertThat(((WhiteboardObserver) found.getFirst()).shown()).isNull();
        } finally {
            loop.close();
        }
    }

    @Test
    void portThatIsNone_isRefused() {
        WhiteboardObserver observer = new WhiteboardObserver("many");

        assertThat(observer.look(List.of())).isGreaterThan(Duration.ofHours(1));
    }

    @Test
    @Tag("real-time")
    void loopThatBegins_isHeldTillItIsLetGo_andTheNextOneIsShownToo() throws Exception {
        WhiteboardObserver observer = new WhiteboardObserver("0");
        EventLoop first = new EventLoop();
        observer.begins(first);
        Whiteboard whiteboard = observer.shown();
        try (Browser browser = new Browser(whiteboard.url()).enter()) {
            CompletableFuture<Void> run =
                    CompletableFuture.runAsync(() -> first.runUntilComplete(sleep(0)));
            browser.listen();
            browser.picture("\"held\":true");
            assertThat(run.isDone()).isFalse();

            browser.control("{\"do\":\"run\"}");
            run.get(20, TimeUnit.SECONDS);
            observer.ends(first);
            browser.picture("\"state\":\"ended\"");
            first.close();

            EventLoop second = new EventLoop();
            observer.begins(second);
            assertThat(whiteboard.loop()).isSameAs(second);
            second.runUntilComplete(sleep(0));
            observer.ends(second);
            browser.event("begin", data -> true);
            browser.picture("\"state\":\"ended\"");
            second.close();
        } finally {
            whiteboard.close();
        }
    }

    @Test
    @Tag("real-time")
    void loopThatIsHeldAndUnseen_isLetGoByOtherThreads() throws Exception {
        WhiteboardObserver observer = new WhiteboardObserver("0");
        EventLoop loop = new EventLoop();
        observer.begins(loop);
        try {
            var run = CompletableFuture.runAsync(() -> loop.runUntilComplete(sleep(0)));
            while (!loop.beat().isHeld()) {
                Thread.onSpinWait();
            }

            loop.callSoonThreadsafe(() -> {}); // as Ctrl-C does

            run.get(20, TimeUnit.SECONDS);
            assertThat(loop.isRunning()).isFalse();
        } finally {
            observer.shown().close();
            loop.close();
        }
    }
}
