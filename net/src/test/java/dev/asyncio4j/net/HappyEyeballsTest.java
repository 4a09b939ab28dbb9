// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net;

import static dev.asyncio4j.Asyncio.*;
import static dev.asyncio4j.net.Net.*;
import static dev.asyncio4j.net.Stage.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.asyncio4j.Body;
import dev.asyncio4j.CancelledError;
import dev.asyncio4j.Coroutine;
import dev.asyncio4j.ExceptionGroup;
import dev.asyncio4j.TimeoutError;
import dev.asyncio4j.net.netty.NettyLoop;
import dev.asyncio4j.net.stream.StreamReader;
import dev.asyncio4j.net.stream.StreamWriter;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A host with several addresses, of which some do not answer. `127.0.0.2` and its like are this
/// machine, too, on Linux.
@Tag("real-time") // with real sockets
@EnabledOnOs(OS.LINUX)
class HappyEyeballsTest {
    private static final Duration NEVER = Duration.ofSeconds(100);

    private final Stage stage = Stage.real();
    private int port;
    private Server server;

    /// Plays `body` while `127.0.0.1` greets, and `host.test` has `addresses`.
    private void play(List<String> addresses, Body.OfNothing body) {
        NameServer names = new NameServer().with("host.test", 60, addresses.toArray(String[]::new));
        stage.play(
                () -> {
                    try (names) {
                        names.open();
                        useDns(DnsOptions.defaults().withServers(names.address()));
                        try (Server greets =
                                await(startServer(HappyEyeballsTest::greet, "127.0.0.1", 0))) {
                            server = greets;
                            var at = (InetSocketAddress) greets.sockets().getFirst().sockname();
                            port = at.getPort();
                            body.run();
                            await(sleep(0));
                            assertThat(getRunningLoop().allTasks()).hasSizeLessThanOrEqualTo(3);
                        }
                    }
                });
        stage.endsCleanly();
    }

    private static Coroutine<Void> greet(StreamReader reader, StreamWriter writer) {
        return async(
                () -> {
                    try (writer) {
                        await(writer.send("welcome\n"));
                        await(reader.read());
                    } catch (Exception gone) {
                        // who had given up
                    }
                });
    }

    private String welcome(ConnectOptions options) throws IOException {
        try (Connection ours = await(openConnection("host.test", port, options))) {
            return text(await(ours.reader().readline()));
        }
    }

    /// A server at this address whose queue is full: the system drops who knocks.
    private final class Deaf implements AutoCloseable {
        private final ServerSocketChannel listener = ServerSocketChannel.open();
        private final List<SocketChannel> queue = new ArrayList<>();

        Deaf(String host) throws IOException {
            InetSocketAddress address = new InetSocketAddress(InetAddress.ofLiteral(host), port);
            listener.bind(address, 1);
            for (int i = 0; i < 4; i++) {
                SocketChannel waits = SocketChannel.open();
                waits.configureBlocking(false);
                boolean _ = waits.connect(address);
                queue.add(waits);
            }
        }

        @Override
        public void close() throws IOException {
            listener.close();
            for (SocketChannel each : queue) {
                each.close();
            }
        }
    }

    @Test
    void silentAddress_isOvertaken_afterTheDelay() {
        play(
                List.of("127.0.0.2", "127.0.0.1"),
                () -> {
                    try (Deaf _ = new Deaf("127.0.0.2")) {
                        var options =
                                ConnectOptions.defaults().withHappyEyeballs(Duration.ofMillis(50));
                        assertThat(welcome(options)).isEqualTo("welcome\n");
                    }
                });
    }

    @Test
    void silentAddress_isWaitedFor_withoutADelay() {
        play(
                List.of("127.0.0.2", "127.0.0.1"),
                () -> {
                    try (Deaf _ = new Deaf("127.0.0.2")) {
                        assertThatThrownBy(
                                        () ->
                                                await(
                                                        timeout(
                                                                0.2,
                                                                () ->
                                                                        welcome(
                                                                                ConnectOptions
                                                                                        .defaults()))))
                                .isInstanceOf(TimeoutError.class);
                        assertThat(server.clientCount()).isZero();
                    }
                });
    }

    @Test
    void refusingAddress_isOvertaken_atOnce() {
        play(
                List.of("127.0.0.2", "127.0.0.1"),
                () -> {
                    var options = ConnectOptions.defaults();
                    assertThat(welcome(options)).isEqualTo("welcome\n");
                    assertThat(welcome(options.withHappyEyeballs(NEVER))).isEqualTo("welcome\n");
                });
    }

    @Test
    void allSilent_cancelled_leavesNoAttempt() {
        play(
                List.of("127.0.0.2", "127.0.0.3", "127.0.0.4"),
                () -> {
                    try (Deaf _ = new Deaf("127.0.0.2");
                            Deaf _ = new Deaf("127.0.0.3");
                            Deaf _ = new Deaf("127.0.0.4")) {
                        var options =
                                ConnectOptions.defaults().withHappyEyeballs(Duration.ofMillis(10));
                        assertThatThrownBy(() -> await(timeout(0.2, () -> welcome(options))))
                                .isInstanceOf(TimeoutError.class);
                    }
                });
    }

    @Test
    void cancelledWhenOneHasWon_leavesNoConnection() {
        play(
                List.of("127.0.0.1"),
                () -> {
                    try (Deaf _ = new Deaf("127.0.0.2")) {
                        for (int turns = 0; turns < 14; turns++) {
                            for (int i = 0; i < 5; i++) {
                                cancelAfter(turns);
                            }
                            await(timeout(5, this::allAreGone));
                        }
                    }
                });
    }

    /// So many turns after the second attempt has begun.
    private void cancelAfter(int turns) throws Exception {
        NettyLoop net = NettyLoop.of(getRunningLoop());
        var options = ConnectOptions.defaults().withHappyEyeballs(Duration.ofMillis(2));
        List<InetSocketAddress> at =
                Stream.of("127.0.0.2", "127.0.0.1")
                        .map(host -> new InetSocketAddress(InetAddress.ofLiteral(host), port))
                        .toList();
        int before = getRunningLoop().allTasks().size();
        var connecting = createTask(async(() -> new Connecting(net, options, true).toAny(at)));
        while (getRunningLoop().allTasks().size() < before + 3 && !connecting.isDone()) {
            await(sleep(0));
        }
        for (int i = 0; i < turns; i++) {
            await(sleep(0));
        }
        connecting.cancel();
        try {
            await(connecting).close();
        } catch (CancelledError given) {
            // it has given up
        }
    }

    private void allAreGone() {
        do {
            await(sleep(0.005));
        } while (server.clientCount() > 0);
    }

    @Test
    void allRefused_isOneFailureThatNamesThem_orAGroup() {
        play(
                List.of("127.0.0.2", "127.0.0.3"),
                () -> {
                    for (ConnectOptions each :
                            List.of(
                                    ConnectOptions.defaults(),
                                    ConnectOptions.defaults().withHappyEyeballs(NEVER))) {
                        assertThatThrownBy(() -> welcome(each))
                                .isInstanceOf(IOException.class)
                                .hasMessageStartingWith("Multiple exceptions: Connection refused")
                                .hasMessageContaining("127.0.0.2")
                                .hasMessageContaining("127.0.0.3");
                        assertThatThrownBy(() -> welcome(each.withAllErrors()))
                                .isInstanceOfSatisfying(
                                        ExceptionGroup.class,
                                        group ->
                                                assertThat(group.exceptions())
                                                        .hasSize(2)
                                                        .hasOnlyElementsOfType(
                                                                ConnectException.class));
                    }
                });
    }

    @ParameterizedTest
    @CsvSource({
        "a1 a2 a3 b1 b2, 1, a1 b1 a2 b2 a3",
        "a1 a2 a3 b1 b2, 2, a1 a2 b1 a3 b2",
        "a1 a2 a3 b1 b2, 9, a1 a2 a3 b1 b2",
        "b1 a1 b2 a2,    1, b1 a1 b2 a2",
        "a1 a2,          1, a1 a2",
        "b1,             3, b1"
    })
    void families_alternate_afterTheFirstOnes(String all, int first, String ordered) {
        assertThat(Connecting.interleaved(addresses(all), first)).isEqualTo(addresses(ordered));
    }

    private static List<InetSocketAddress> addresses(String words) {
        return Stream.of(words.split(" ", -1))
                .map(word -> (word.startsWith("a") ? "192.0.2." : "2001:db8::") + word.charAt(1))
                .map(text -> new InetSocketAddress(InetAddress.ofLiteral(text), 80))
                .toList();
    }
}
