// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net;

import static dev.asyncio4j.Asyncio.*;
import static dev.asyncio4j.net.Net.*;
import static org.assertj.core.api.Assertions.assertThat;

import dev.asyncio4j.Body;
import dev.asyncio4j.Coroutine;
import dev.asyncio4j.EventLoop;
import dev.asyncio4j.Future;
import dev.asyncio4j.Task;
import dev.asyncio4j.inspect.TaskDump;
import dev.asyncio4j.net.file.AsyncFile;
import dev.asyncio4j.net.file.AsyncFiles;
import dev.asyncio4j.net.process.Process;
import dev.asyncio4j.net.process.Subprocess;
import dev.asyncio4j.net.stream.ClientConnected;
import dev.asyncio4j.net.stream.StreamReader;
import dev.asyncio4j.net.tls.TlsSettings;
import dev.asyncio4j.net.transport.Engine;
import dev.asyncio4j.net.transport.ReadTransport;
import dev.asyncio4j.net.waits.Peer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.Pipe;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/// What the dump of a program says of tasks that wait for the network, each in its own way.
@Tag("real-time") // with real sockets
@EnabledOnOs(OS.LINUX)
@Timeout(60)
@ParameterizedClass
@EnumSource(names = {"AUTO", "NIO"})
class WaitPointsTest {

    /// What a task may be seen to wait for before it comes to what it is about.
    private static final Set<String> PASSING =
            Set.of(
                    "something that is done",
                    "a call in another thread",
                    "the TLS handshake with a peer");

    private static final byte[] MUCH = new byte[64 * 1024 * 1024];

    private final Stage stage = Stage.real();
    private final Engine engine;
    private final List<AutoCloseable> open = new ArrayList<>();

    WaitPointsTest(Engine engine) {
        this.engine = engine;
    }

    private void play(Body.OfNothing body) {
        stage.play(
                () -> {
                    Net.use(engine);
                    try {
                        body.run();
                    } finally {
                        for (AutoCloseable each : open.reversed()) {
                            each.close();
                        }
                    }
                });
    }

    @AfterEach
    void nothingIsLeft() {
        stage.endsCleanly();
    }

    private <C extends AutoCloseable> C closing(C one) {
        open.add(one);
        return one;
    }

    /// What the dump says that a task which does `work` waits for, once it does wait. It is ended
    /// then.
    private static <T extends @Nullable Object> String waitOf(Coroutine<T> work) {
        return waitOf(createTask(work, "subject"));
    }

    private static String waitOf(Task<?> task) {
        String text = waitsFor(task);
        while (text == null || PASSING.contains(text)) {
            await(sleep(0));
            text = waitsFor(task);
        }
        task.cancel();
        await(waitOn(List.of(task)));
        return text;
    }

    /// What the dump says now; null if it does not wait.
    private static @Nullable String waitsFor(Task<?> task) {
        return TaskDump.of(EventLoop.running()).tasks().stream()
                .filter(each -> each.name().equals(task.name()))
                .findFirst()
                .orElseThrow()
                .waitsFor();
    }

    private static String crowdOf(Task<?> task) {
        Future<?> awaited = task.waitingOn();
        return awaited == null || awaited.waitPoint() == null
                ? "none"
                : String.valueOf(awaited.waitPoint().crowd());
    }

    /// A server whose clients are left alone.
    private Server idle() {
        ClientConnected nothing =
                (reader, writer) -> {
                    closing(writer::close);
                    return null;
                };
        return closing(await(startServer(nothing, "127.0.0.1", 0)));
    }

    private static int port(Server server) {
        return server.sockets().getFirst().port();
    }

    private Connection to(Server server) {
        return closing(await(openConnection("127.0.0.1", port(server))));
    }

    // ---- streams

    @Test
    void reading_tellsFromWhom() {
        play(
                () -> {
                    Server server = idle();
                    StreamReader reader = to(server).reader();
                    String expected = "data from 127.0.0.1:" + port(server);

                    assertThat(waitOf(reader.read(1))).isEqualTo(expected);
                    assertThat(waitOf(reader.readline())).isEqualTo(expected);
                    assertThat(waitOf(waitFor(reader.readexactly(5), 100))).isEqualTo(expected);
                });
    }

    @Test
    void reading_ofAServersTask_tellsFromWhichClient() {
        play(
                () -> {
                    ClientConnected readers =
                            (reader, writer) -> {
                                closing(writer::close);
                                return async("serving", () -> await(reader.read()));
                            };
                    Server server = closing(await(startServer(readers, "127.0.0.1", 0)));
                    Connection ours = to(server);
                    await(sleep(0));
                    Task<?> serving = taskOf("serving");
                    var from = (InetSocketAddress) ours.writer().extraInfo("sockname");

                    assertThat(waitOf(serving)).isEqualTo("data from 127.0.0.1:" + from.getPort());
                });
    }

    private static Task<?> taskOf(String code) {
        while (true) {
            for (Task<?> each : allTasks()) {
                var coroutine = each.coroutine();
                if (coroutine != null && code.equals(coroutine.name())) {
                    return each;
                }
            }
            await(sleep(0));
        }
    }

    @Test
    void reading_ofMany_isOneCrowd() {
        play(
                () -> {
                    Server server = idle();
                    List<Task<byte[]>> tasks = new ArrayList<>();
                    for (int i = 0; i < 100; i++) {
                        tasks.add(createTask(to(server).reader().read(1)));
                    }
                    while (tasks.stream().anyMatch(each -> each.waitingOn() == null)) {
                        await(sleep(0));
                    }

                    assertThat(tasks)
                            .extracting(WaitPointsTest::crowdOf)
                            .containsOnly("data from a peer");
                    tasks.forEach(Task::cancel);
                    await(waitOn(tasks));
                });
    }

    @Test
    void draining_tellsToWhom() {
        play(
                () -> {
                    ClientConnected deaf =
                            (reader, writer) -> {
                                ((ReadTransport) writer.transport()).pauseReading();
                                closing(() -> writer.transport().abort());
                                return null;
                            };
                    Server server = closing(await(startServer(deaf, "127.0.0.1", 0)));
                    Connection ours = to(server);
                    closing(() -> ours.writer().transport().abort());

                    assertThat(waitOf(ours.writer().send(MUCH)))
                            .isEqualTo("room to write to 127.0.0.1:" + port(server));
                });
    }

    @Test
    void waitingForTheEnd_tellsOfWhichConnection() {
        play(
                () -> {
                    Server server = idle();

                    assertThat(waitOf(to(server).writer().waitClosed()))
                            .isEqualTo("the end of the connection to 127.0.0.1:" + port(server));
                });
    }

    @Test
    void unixSocket_isQuoted_whateverItsNameIs(@TempDir Path folder) {
        play(
                () -> {
                    Path path = folder.resolve("a\u001b[31m\n'b");
                    ClientConnected readers =
                            (reader, writer) -> {
                                closing(writer::close);
                                return async("serving", () -> await(reader.read()));
                            };
                    closing(await(startUnixServer(readers, path)));
                    Connection ours = closing(await(openUnixConnection(path)));
                    String quoted = "\"" + folder + "/a\\x1b[31m\\n'b\"";

                    assertThat(waitOf(ours.reader().read(1))).isEqualTo("data from " + quoted);
                    assertThat(waitOf(taskOf("serving")))
                            .isEqualTo("data from a client of " + quoted);
                });
    }

    // ---- the way to a connection

    /// A place that does not answer: its queue is full of others.
    private InetSocketAddress silent() throws IOException {
        ServerSocketChannel full = closing(ServerSocketChannel.open());
        full.bind(new InetSocketAddress("127.0.0.1", 0), 1);
        var address = (InetSocketAddress) full.getLocalAddress();
        for (int i = 0; i < 4; i++) {
            SocketChannel one = closing(SocketChannel.open());
            one.configureBlocking(false);
            one.connect(address);
        }
        return address;
    }

    @Test
    void connecting_tellsWhereTo() {
        play(
                () -> {
                    int port = silent().getPort();
                    String expected = "a connection to 127.0.0.1:" + port;
                    SocketChannel bare = closing(SocketChannel.open());
                    bare.configureBlocking(false);

                    assertThat(waitOf(openConnection("127.0.0.1", port))).isEqualTo(expected);
                    assertThat(waitOf(sockConnect(bare, new InetSocketAddress("127.0.0.1", port))))
                            .isEqualTo(expected);
                });
    }

    @Test
    void lookingUp_tellsWhom() {
        play(
                () -> {
                    NameServer names = closing(new NameServer().silentAbout("silent.test"));
                    names.open();
                    useDns(
                            DnsOptions.defaults()
                                    .withServers(names.address())
                                    .withTimeout(Duration.ofSeconds(1)));

                    assertThat(waitOf(openConnection("silent.test", 80)))
                            .isEqualTo("the addresses of silent.test");
                });
    }

    @Test
    void shakingHands_tellsWithWhom() {
        play(
                () -> {
                    Server server = idle();
                    Connection ours = to(server);

                    assertThat(waitOf(ours.writer().startTls(TlsSettings.client(), "example.org")))
                            .isEqualTo(
                                    "the TLS handshake with example.org (127.0.0.1:"
                                            + port(server)
                                            + ")");
                });
    }

    // ---- servers, sockets, datagrams, children

    @Test
    void serving_tellsWhere() {
        play(
                () -> {
                    Server server = idle();
                    String address = "127.0.0.1:" + port(server);
                    to(server);

                    assertThat(waitOf(server.waitClosed()))
                            .isEqualTo("the end of the server at " + address);
                    Task<?> serving = createTask(server.serveForever());
                    await(sleep(0));
                    assertThat(waitsFor(serving)).isEqualTo("clients at " + address);
                    while (server.clientCount() == 0) {
                        await(sleep(0));
                    }
                    serving.cancel();
                    await(sleep(0));
                    await(sleep(0));
                    assertThat(waitsFor(serving))
                            .isEqualTo("the end of a closed server's connections: 1");
                    server.abortClients();
                    await(waitOn(List.of(serving)));
                });
    }

    @Test
    void callsOfSockets_tellWhatFor() {
        play(
                () -> {
                    ServerSocketChannel listening = closing(ServerSocketChannel.open());
                    listening.bind(new InetSocketAddress("127.0.0.1", 0));
                    listening.configureBlocking(false);
                    String address = "127.0.0.1:" + listening.socket().getLocalPort();

                    assertThat(waitOf(sockAccept(listening))).isEqualTo("a client at " + address);

                    SocketChannel bare = closing(SocketChannel.open());
                    bare.configureBlocking(false);
                    await(sockConnect(bare, listening.getLocalAddress()));
                    assertThat(waitOf(sockRecv(bare, 10))).isEqualTo("data from " + address);
                    assertThat(waitOf(sockSendall(bare, MUCH)))
                            .isEqualTo("room to write to " + address);

                    DatagramChannel datagrams = closing(DatagramChannel.open());
                    datagrams.bind(new InetSocketAddress("127.0.0.1", 0));
                    datagrams.configureBlocking(false);
                    assertThat(waitOf(sockRecvfromInto(datagrams, ByteBuffer.allocate(9))))
                            .isEqualTo(
                                    "a datagram at 127.0.0.1:" + datagrams.socket().getLocalPort());

                    Pipe pipe = Pipe.open();
                    closing(pipe.source());
                    closing(pipe.sink());
                    pipe.source().configureBlocking(false);
                    assertThat(waitOf(sockRecv(pipe.source(), 10))).isEqualTo("data from a pipe");
                });
    }

    @Test
    void callsOfUnixSockets_tellWhatFor(@TempDir Path folder) {
        play(
                () -> {
                    Path path = folder.resolve("s");
                    ServerSocketChannel listening =
                            closing(ServerSocketChannel.open(StandardProtocolFamily.UNIX));
                    listening.bind(UnixDomainSocketAddress.of(path));
                    listening.configureBlocking(false);

                    assertThat(waitOf(sockAccept(listening)))
                            .isEqualTo("a client at '" + path + "'");
                });
    }

    @Test
    void datagrams_tellWhere() {
        play(
                () -> {
                    var any = DatagramOptions.local(new InetSocketAddress("127.0.0.1", 0));
                    DatagramEndpoint endpoint = closing(await(openDatagramEndpoint(any)));
                    var here = (InetSocketAddress) endpoint.sockname();

                    assertThat(waitOf(endpoint.receive()))
                            .isEqualTo("a datagram at 127.0.0.1:" + here.getPort());
                });
    }

    @Test
    void files_areToldByTheirPaths(@TempDir Path folder) {
        play(
                () -> {
                    Path path = folder.resolve("notes\n.txt");
                    String expected = "work on '" + folder + "/notes\\n.txt'";

                    assertThat(atOnce(AsyncFiles.write(path, "text"))).isEqualTo(expected);
                    assertThat(atOnce(AsyncFiles.open(path))).isEqualTo(expected);
                    AsyncFile file = closing(await(AsyncFiles.open(path)));
                    assertThat(atOnce(file.read(4))).isEqualTo(expected);
                });
    }

    /// What the dump says in the very turn in which `work` comes to wait, before what it waits for
    /// may come.
    private static <T extends @Nullable Object> @Nullable String atOnce(Coroutine<T> work) {
        EventLoop loop = EventLoop.running();
        Future<@Nullable String> seen = loop.createFuture();
        Task<T> task = createTask(work);
        loop.callSoon(() -> seen.setResult(waitsFor(task)));
        String text = await(seen);
        await(task);
        return text;
    }

    @Test
    void child_isToldByItsNumber() {
        play(
                () -> {
                    Process child =
                            closing(await(Subprocess.createSubprocessExec("sleep", "1000")));

                    assertThat(waitOf(child.waitOn()))
                            .isEqualTo("the end of process " + child.pid());
                    child.kill();
                    await(child.waitOn());
                });
    }

    // ---- texts

    @Test
    void nameOfAHost_doesNotReachTheTerminal() {
        assertThat(Peer.name("example.org")).isEqualTo("example.org");
        assertThat(Peer.name("a\u001b[2J\u202e\ud83d\ude00"))
                .isEqualTo("'a\\x1b[2J\\u202e\ud83d\ude00'");
        assertThat(Peer.text(InetSocketAddress.createUnresolved("x\r\ny", 80)))
                .isEqualTo("'x\\r\\ny':80");
        assertThat(Peer.text(new InetSocketAddress(InetAddress.ofLiteral("2001:db8::1"), 80)))
                .isEqualTo("[2001:db8:0:0:0:0:0:1]:80");
    }
}
