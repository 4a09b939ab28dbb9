// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net;

import static dev.asyncio4j.Asyncio.*;
import static dev.asyncio4j.net.Net.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.asyncio4j.Body;
import dev.asyncio4j.DeadlockError;
import dev.asyncio4j.OnDeadlock;
import dev.asyncio4j.net.file.AsyncFiles;
import dev.asyncio4j.net.process.Process;
import dev.asyncio4j.net.process.Subprocess;
import dev.asyncio4j.sync.Event;
import java.net.InetSocketAddress;
import java.nio.channels.Pipe;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// A program that has used the network waits for ever: that is told only when nothing is open.
@Tag("real-time") // with real sockets, and a second of silence
@DisabledOnOs(OS.WINDOWS)
@Timeout(60)
class DeadlockTest {
    private static final double LONGER = 1.3; // than the silence that is told

    private final Stage stage = Stage.real();
    private final Event never = new Event().named("what nobody sets");

    /// Waits for ever after `before`, which must be told.
    private void isTold(Body.OfNothing before) {
        stage.loop.setOnDeadlock(OnDeadlock.RAISE);
        assertThatExceptionOfType(DeadlockError.class)
                .isThrownBy(
                        () ->
                                stage.play(
                                        () -> {
                                            before.run();
                                            await(never.waitOn());
                                        }))
                .withMessageContaining("what nobody sets");
        stage.endsCleanly();
    }

    /// Waits for something of another thread's for longer than silence is borne.
    private static void longWait() {
        Event late = new Event();
        var loop = getRunningLoop();
        CompletableFuture.delayedExecutor((long) (LONGER * 1000), TimeUnit.MILLISECONDS)
                .execute(() -> loop.callSoonThreadsafe(late::set));
        await(late.waitOn());
    }

    /// Waits while something is open, which must not be told.
    private void isNotTold(Body.OfNothing body) {
        stage.loop.setOnDeadlock(OnDeadlock.RAISE);
        stage.play(body);
        stage.endsCleanly();
    }

    private static Server server() {
        return await(
                startServer(
                        (reader, writer) ->
                                async(
                                        () -> {
                                            await(writer.send(await(reader.read(100))));
                                            writer.close();
                                        }),
                        "127.0.0.1",
                        0));
    }

    private static Connection connection(Server server) {
        var at = (InetSocketAddress) server.sockets().getFirst().sockname();
        return await(openConnection("127.0.0.1", at.getPort()));
    }

    @Test
    void everythingIsClosed() {
        isTold(
                () -> {
                    try (Server server = server();
                            Connection ours = connection(server)) {
                        await(ours.writer().send("hello"));
                        assertThat(await(ours.reader().read())).hasSize(5);
                    }
                });
    }

    @Test
    void everythingIsClosedAtTheLastMoment() {
        isTold(
                () -> {
                    Server server = server();
                    Connection ours = connection(server);
                    await(ours.writer().send("hello"));
                    ours.close();
                    server.close();
                });
    }

    @Test
    void namesWereAskedFor() {
        isTold(
                () -> {
                    try (NameServer names = new NameServer().with("a.test", 60, "192.0.2.1")) {
                        names.open();
                        useDns(
                                DnsOptions.defaults()
                                        .withServers(names.address())
                                        .withLongestTtl(Duration.ZERO)); // which would be a timer
                        await(getaddrinfo("a.test", 80));
                    }
                });
    }

    @Test
    void fileWasRead(@TempDir Path folder) {
        isTold(() -> await(AsyncFiles.write(folder.resolve("file"), "text")));
    }

    @Test
    void serverListens() {
        isNotTold(
                () -> {
                    try (Server _ = server()) {
                        longWait();
                    }
                });
    }

    @Test
    void connectionIsIdle_andPaused() {
        isNotTold(
                () -> {
                    Server server = server();
                    try (Connection ours = connection(server)) {
                        server.close();
                        ((dev.asyncio4j.net.transport.Transport) ours.writer().transport())
                                .pauseReading();
                        longWait();
                        await(ours.writer().send("hello"));
                    }
                    await(sleep(0.1));
                });
    }

    @Test
    void datagramsMayCome() {
        isNotTold(
                () -> {
                    var any = DatagramOptions.local(new InetSocketAddress("127.0.0.1", 0));
                    try (DatagramEndpoint _ = await(openDatagramEndpoint(any))) {
                        longWait();
                    }
                });
    }

    @Test
    void pipeIsWatched() {
        isNotTold(
                () -> {
                    Pipe pipe = Pipe.open();
                    pipe.source().configureBlocking(false);
                    addReader(pipe.source(), () -> {});
                    longWait();
                    removeReader(pipe.source());
                    pipe.source().close();
                    pipe.sink().close();
                });
    }

    @Test
    void childIsAlive() {
        isNotTold(
                () -> {
                    try (Process child = await(Subprocess.createSubprocessExec("sleep", "1000"))) {
                        longWait();
                        child.kill();
                        await(child.waitOn());
                    }
                });
    }

    @Test
    void nameServerIsSilent() {
        isNotTold(
                () -> {
                    try (NameServer names = new NameServer().silentAbout("silent.test")) {
                        names.open();
                        useDns(
                                DnsOptions.defaults()
                                        .withServers(names.address())
                                        .withTimeout(Duration.ofSeconds(30)));
                        var silent = createTask(getaddrinfo("silent.test", 80));
                        longWait();
                        silent.cancel();
                    }
                });
    }
}
