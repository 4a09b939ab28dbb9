// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net.faults;

import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.Asyncio.createTask;
import static dev.asyncio4j.Asyncio.timeout;
import static dev.asyncio4j.Asyncio.toThread;
import static dev.asyncio4j.net.Net.getaddrinfo;
import static dev.asyncio4j.net.Net.openConnection;
import static dev.asyncio4j.net.faults.Scene.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.asyncio4j.CancelledError;
import dev.asyncio4j.EventLoop;
import dev.asyncio4j.Task;
import dev.asyncio4j.TimeoutError;
import dev.asyncio4j.inspect.TaskDump;
import dev.asyncio4j.net.Connection;
import dev.asyncio4j.net.transport.Engine;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// A resolver that fails, or never answers.
@Tag("real-time") // with real sockets
class LookupFaultsTest {
    private final Scene scene = new Scene(Engine.AUTO);

    @AfterEach
    void release() {
        Names.release();
    }

    @Test
    void names_thatDoNotExist_areRefused() {
        scene.survives(
                20,
                port ->
                        assertThatThrownBy(() -> await(openConnection("no.test", port)))
                                .isInstanceOf(UnknownHostException.class));
    }

    @Test
    void silence_canBeTimedOutAndCancelled_andStarvesNobody() {
        int[] round = {0};
        scene.survives(
                3,
                port -> {
                    String suffix = round[0]++ + ".silent.test";
                    List<Task<List<InetSocketAddress>>> asked = new ArrayList<>();
                    for (int i = 0; i < 30; i++) {
                        asked.add(createTask(getaddrinfo("n" + i + "-" + suffix, port)));
                    }
                    until(() -> Names.BLOCKED.get() > 0);
                    assertThatThrownBy(
                                    () ->
                                            await(
                                                    timeout(
                                                            0.02,
                                                            () ->
                                                                    await(
                                                                            openConnection(
                                                                                    "c-" + suffix,
                                                                                    port)))))
                            .isInstanceOf(TimeoutError.class);

                    assertThat(await(toThread(() -> "not starved"))).isEqualTo("not starved");
                    asked.forEach(Task::cancel);
                    for (Task<?> each : asked) {
                        assertThatThrownBy(() -> await(each)).isInstanceOf(CancelledError.class);
                    }
                    good(port); // although threads are still blocked
                    assertThat(Names.BLOCKED.get()).isPositive();
                    Names.release();
                    until(() -> Names.BLOCKED.get() == 0);
                });
        assertThat(resolvers()).as("threads of a loop that is closed").isEmpty();
    }

    private static void good(int port) {
        await(
                timeout(
                        10,
                        () -> {
                            try (Connection ours = await(openConnection("host.good.test", port))) {
                                assertThat(ours.reader().isAtEof()).isFalse();
                            }
                        }));
    }

    @Test
    void loop_thatIsClosedWhileThereIsSilence_doesNotWaitForIt() {
        scene.play(
                scene::echo,
                () -> {
                    Task<?> silent = createTask(getaddrinfo("last.silent.test", 1));
                    until(() -> Names.BLOCKED.get() > 0);
                    assertThat(TaskDump.of(EventLoop.running()).toString())
                            .contains(", for the addresses of last.silent.test");
                    silent.cancel();
                    assertThatThrownBy(() -> await(silent)).isInstanceOf(CancelledError.class);
                });

        assertThat(Names.BLOCKED.get()).isEqualTo(1);
        Names.release();
    }

    private static List<String> resolvers() {
        for (int i = 0; i < 1000; i++) {
            List<String> there =
                    Thread.getAllStackTraces().keySet().stream()
                            .map(Thread::getName)
                            .filter(name -> name.startsWith("asyncio-resolver-"))
                            .toList();
            if (there.isEmpty()) {
                return there;
            }
            Thread.yield();
        }
        return List.of("still there");
    }
}
