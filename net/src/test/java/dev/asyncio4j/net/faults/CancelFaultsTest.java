// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net.faults;

import static dev.asyncio4j.Asyncio.async;
import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.Asyncio.createTask;
import static dev.asyncio4j.Asyncio.timeout;
import static dev.asyncio4j.net.Net.openConnection;
import static dev.asyncio4j.net.Net.openDatagramEndpoint;
import static dev.asyncio4j.net.Stage.text;
import static dev.asyncio4j.net.faults.Scene.until;
import static org.assertj.core.api.Assertions.assertThat;

import dev.asyncio4j.CancelledError;
import dev.asyncio4j.Coroutine;
import dev.asyncio4j.EventLoop;
import dev.asyncio4j.Task;
import dev.asyncio4j.loop.Choices;
import dev.asyncio4j.loop.LoopOptions;
import dev.asyncio4j.net.Connection;
import dev.asyncio4j.net.DatagramOptions;
import dev.asyncio4j.net.Stage;
import dev.asyncio4j.net.transport.Engine;
import java.io.IOException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// An echo session that is cancelled at each of its awaits in turn, on either side; and what opens
/// something, in any turn of its way, also when that is there and its opener has not seen it yet.
@Tag("real-time") // with real sockets
@EnabledOnOs(OS.LINUX)
class CancelFaultsTest {

    private static final int MANY = 1000;

    /// Cancels the task that comes to the n-th await from now on.
    private static final class CancelAt implements Choices {
        private int left = -1;

        @Override
        public int choose(Kind kind, int count) {
            return 0;
        }

        @Override
        public @Nullable Injection atAwait(boolean canFail) {
            return left >= 0 && left-- == 0 ? new Injection.Cancel("here") : null;
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"AUTO", "NIO", "IO_URING"})
    void session_cancelledAtEachAwait_leavesNothing_andTheServerAnswers(Engine engine) {
        CancelAt cancel = new CancelAt();
        var scene = new Scene(Stage.real(LoopOptions.defaults().withChoices(cancel)), engine);
        scene.play(
                scene::echo,
                () -> {
                    scene.answers();
                    until(() -> scene.server.clientCount() == 0);
                    Descriptors before = Descriptors.now();
                    int cancelled = 0;
                    int at = 0;
                    do {
                        cancel.left = at;
                        Task<String> session = createTask(session(scene.port()));
                        try {
                            assertThat(await(session)).isEqualTo("one two three end");
                        } catch (CancelledError here) {
                            cancelled++;
                        }
                        boolean over = cancel.left >= 0;
                        cancel.left = -1;

                        scene.answers();
                        until(() -> scene.server.clientCount() == 0);
                        until(() -> scene.stage.loop.allTasks().size() == 1);
                        before.untilNothingElseIsOpen();
                        if (over) {
                            break;
                        }
                        at++;
                    } while (at < MANY);
                    assertThat(at).isBetween(8, MANY - 1);
                    assertThat(cancelled).isGreaterThan(3);
                });
    }

    /// How far apart the turns are in which something is cancelled.
    private static int next(int turns) {
        return turns + 1 + turns / 16;
    }

    /// Cancels a task after so many turns from now, if it still runs.
    private static void cancelAfter(EventLoop loop, int turns, Task<?> task) {
        if (turns == 0) {
            task.cancel();
        } else if (!task.isDone()) {
            loop.callSoon(() -> cancelAfter(loop, turns - 1, task));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"AUTO", "NIO", "IO_URING"})
    void session_cancelledInAnyTurn_leavesNothing_andTheServerAnswers(Engine engine) {
        var scene = new Scene(engine);
        scene.play(
                scene::echo,
                () ->
                        inAnyTurn(
                                scene,
                                () -> session(scene.port()),
                                end -> assertThat(end).isEqualTo("one two three end")));
    }

    @ParameterizedTest
    @EnumSource(names = {"AUTO", "NIO", "IO_URING"})
    void opening_cancelledInAnyTurn_leavesNothing(Engine engine) {
        var scene = new Scene(engine);
        scene.play(
                scene::echo,
                () -> {
                    inAnyTurn(
                            scene,
                            () -> openConnection("127.0.0.1", scene.port()),
                            ours -> ours.close());
                    var options = DatagramOptions.remote(scene.address());
                    inAnyTurn(scene, () -> openDatagramEndpoint(options), ours -> ours.close());
                });
    }

    /// What to do with what came in spite of the cancelling.
    private interface End<T> {
        void of(T result) throws Exception;
    }

    private static <T> void inAnyTurn(Scene scene, Supplier<Coroutine<T>> maker, End<T> end)
            throws Exception {
        end.of(await(maker.get())); // what is made once is made now
        until(() -> scene.server.clientCount() == 0);
        Descriptors before = Descriptors.ofSockets();
        int cancelled = 0;
        int finished = 0;
        for (int turns = 0; turns < MANY && finished < 3; turns = next(turns)) {
            Task<T> task = createTask(maker.get());
            cancelAfter(scene.stage.loop, turns, task);
            try {
                end.of(await(task));
                finished++;
            } catch (CancelledError there) {
                cancelled++;
                finished = 0;
            }
            until(() -> scene.server.clientCount() == 0);
            until(() -> scene.stage.loop.allTasks().size() == 1);
            before.untilNothingElseIsOpen();
        }
        scene.answers();
        assertThat(cancelled).isGreaterThan(1);
    }

    /// Says three words, each after the echo of the one before. One whose server was cancelled
    /// loses its connection, and begins again.
    private static Coroutine<String> session(int port) {
        return async(
                () -> {
                    while (true) {
                        try {
                            return words(port);
                        } catch (IOException lost) {
                            continue;
                        }
                    }
                });
    }

    private static String words(int port) throws IOException {
        StringBuilder heard = new StringBuilder();
        try (Connection ours = await(openConnection("127.0.0.1", port))) {
            for (String word : new String[] {"one\n", "two\n", "three\n"}) {
                await(ours.writer().send(word));
                String line = text(await(timeout(10, () -> await(ours.reader().readline()))));
                if (line.isEmpty()) {
                    throw new IOException("it was closed");
                }
                heard.append(line.strip()).append(' ');
            }
            ours.writer().writeEof();
            assertThat(await(ours.reader().read())).isEmpty();
            return heard + "end";
        }
    }
}
