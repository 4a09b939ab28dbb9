// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net;

import static dev.asyncio4j.Asyncio.*;
import static dev.asyncio4j.net.Net.*;
import static dev.asyncio4j.net.Stage.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.asyncio4j.Body;
import dev.asyncio4j.CancelledError;
import dev.asyncio4j.Task;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Names by name servers, asked on the loop itself.
@Tag("real-time") // with real sockets
class DnsTest {
    private static final List<String> NO_WORDS = List.of();

    private final Stage stage = Stage.real();

    /// Plays `body` beside a name server, which the loop asks.
    private void play(NameServer server, Body.OfNothing body) {
        stage.play(
                () -> {
                    try (server) {
                        server.open();
                        useDns(
                                DnsOptions.defaults()
                                        .withServers(server.address())
                                        .withTimeout(Duration.ofSeconds(10)));
                        body.run();
                    }
                });
        stage.endsCleanly();
    }

    private static List<String> ask(String host) {
        return await(getaddrinfo(host, 80)).stream()
                .map(each -> each.getAddress().getHostAddress() + " " + each.getPort())
                .toList();
    }

    @Test
    void name_hasItsAddresses_thoseOfTheOldKindFirst() {
        NameServer server =
                new NameServer()
                        .with("two.test", 60, "192.0.2.7", "192.0.2.8")
                        .with("six.test", 60, "2001:db8::1")
                        .with("both.test", 60, "2001:db8::2", "192.0.2.9");
        play(
                server,
                () -> {
                    assertThat(ask("two.test")).containsExactly("192.0.2.7 80", "192.0.2.8 80");
                    assertThat(ask("six.test")).containsExactly("2001:db8:0:0:0:0:0:1 80");
                    assertThat(ask("both.test"))
                            .containsExactly("192.0.2.9 80", "2001:db8:0:0:0:0:0:2 80");
                });
    }

    @Test
    void address_isNotAskedFor() {
        NameServer server = new NameServer();
        play(
                server,
                () -> {
                    assertThat(ask("192.0.2.1")).containsExactly("192.0.2.1 80");
                    assertThat(ask("::1")).containsExactly("0:0:0:0:0:0:0:1 80");
                    assertThat(server.asked).isEqualTo(NO_WORDS);
                });
    }

    @Test
    void answer_isKept_asLongAsItSays() {
        NameServer server =
                new NameServer()
                        .with("long.test", 600, "192.0.2.7")
                        .with("short.test", 1, "192.0.2.8");
        play(
                server,
                () -> {
                    for (int i = 0; i < 3; i++) {
                        ask("long.test");
                        ask("short.test");
                    }
                    assertThat(server.asked).containsOnlyOnce("A long.test.", "A short.test.");

                    while (server.asked.stream().filter("A short.test."::equals).count() < 2) {
                        await(sleep(0.05));
                        ask("short.test");
                    }
                    ask("long.test");
                    assertThat(server.asked).containsOnlyOnce("A long.test.");
                });
    }

    @Test
    void answer_isNotKept_ifNoneIsToBe() {
        NameServer server = new NameServer().with("long.test", 600, "192.0.2.7");
        play(
                server,
                () -> {
                    useDns(
                            DnsOptions.defaults()
                                    .withServers(server.address())
                                    .withLongestTtl(Duration.ZERO));
                    ask("long.test");
                    ask("long.test");
                    assertThat(server.asked.stream().filter("A long.test."::equals)).hasSize(2);
                });
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 5}) // broken server, no such name, refused
    void refusal_isAnUnknownHost(int code) {
        play(
                new NameServer().refusing(code),
                () ->
                        assertThatThrownBy(() -> await(getaddrinfo("no.test", 80)))
                                .isInstanceOf(UnknownHostException.class)
                                .hasMessageContaining("no.test"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a..b", "with blank.test", "-", "x\u0000.test"})
    void nonsense_isAnUnknownHost(String host) {
        play(
                new NameServer().refusing(3),
                () ->
                        assertThatThrownBy(() -> await(getaddrinfo(host, 80)))
                                .isInstanceOf(UnknownHostException.class));
    }

    @Test
    void silence_endsWithTheTimeout_andNobodyElseWaits() {
        NameServer server =
                new NameServer().with("good.test", 60, "192.0.2.7").silentAbout("silent.test");
        play(
                server,
                () -> {
                    useDns(
                            DnsOptions.defaults()
                                    .withServers(server.address())
                                    .withTimeout(Duration.ofMillis(300)));
                    Task<?> silent = createTask(getaddrinfo("silent.test", 80));
                    assertThat(ask("good.test")).containsExactly("192.0.2.7 80");
                    assertThat(silent.isDone()).isFalse();
                    assertThatThrownBy(() -> await(silent))
                            .isInstanceOf(UnknownHostException.class);
                });
    }

    @Test
    void silence_canBeCancelled_andLeavesNothing() {
        NameServer server = new NameServer().silentAbout("silent.test");
        play(
                server,
                () -> {
                    Task<?> silent = createTask(getaddrinfo("silent.test", 80));
                    while (server.asked.isEmpty()) {
                        await(sleep(0.001));
                    }
                    silent.cancel();
                    assertThatThrownBy(() -> await(silent)).isInstanceOf(CancelledError.class);
                });
    }

    @Test
    void garbage_isNoAnswer() {
        NameServer server = new NameServer().with("good.test", 60, "192.0.2.7").withGarbageFirst();
        play(server, () -> assertThat(ask("good.test")).containsExactly("192.0.2.7 80"));
    }

    @Test
    void connection_isMadeByName() {
        play(
                new NameServer().with("echo.test", 60, "127.0.0.1"),
                () -> {
                    try (Server echo =
                            await(
                                    startServer(
                                            (reader, writer) ->
                                                    async(
                                                            () -> {
                                                                await(
                                                                        writer.send(
                                                                                await(
                                                                                        reader
                                                                                                .readline())));
                                                                writer.close();
                                                            }),
                                            "127.0.0.1",
                                            0))) {
                        var at = (InetSocketAddress) echo.sockets().getFirst().sockname();
                        try (Connection ours = await(openConnection("echo.test", at.getPort()))) {
                            await(ours.writer().send("hello\n"));
                            assertThat(text(await(ours.reader().readline()))).isEqualTo("hello\n");
                        }
                    }
                });
    }

    @Test
    void options_refuseWhatMakesNoSense() {
        DnsOptions fine = DnsOptions.defaults();

        assertThatThrownBy(() -> fine.withTimeout(Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("timeout: PT0S");
        assertThatThrownBy(() -> fine.withLongestTtl(Duration.ofSeconds(-1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("longestTtl: PT-1S");
        assertThatThrownBy(
                        () -> fine.withServers(InetSocketAddress.createUnresolved("ns.test", 53)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected: addresses");
    }
}
