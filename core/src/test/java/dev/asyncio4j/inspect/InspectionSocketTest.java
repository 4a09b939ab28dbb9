// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.inspect;

import static dev.asyncio4j.Asyncio.async;
import static dev.asyncio4j.Asyncio.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.asyncio4j.EventLoop;
import dev.asyncio4j.Future;
import dev.asyncio4j.loop.ChildJvm;
import dev.asyncio4j.loop.RunningLoops;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The channel by which a program can be looked at, and its guards.
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class InspectionSocketTest {

    @TempDir(cleanup = org.junit.jupiter.api.io.CleanupMode.ALWAYS)
    Path temporary;

    InspectionSocket socket;
    final EventLoop loop = new EventLoop();
    final CountDownLatch end = new CountDownLatch(1);
    Thread runner;

    @BeforeEach
    void open() throws IOException {
        socket = InspectionSocket.open(InspectionFolder.open(temporary.resolve("own")));
        runner = new Thread(loop::runForever);
        runner.start();
    }

    @AfterEach
    void close() throws Exception {
        socket.close();
        end.countDown();
        loop.callSoonThreadsafe(
                () -> {
                    loop.setExceptionHandler((where, fault) -> {});
                    loop.stop();
                });
        runner.join();
        loop.close();
    }

    private String ask(String request) throws IOException {
        return ask(socket.path(), request + "\n");
    }

    private static String ask(Path path, String bytes) throws IOException {
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
            channel.write(ByteBuffer.wrap(bytes.getBytes(StandardCharsets.UTF_8)));
            return new String(
                            Channels.newInputStream(channel).readAllBytes(), StandardCharsets.UTF_8)
                    .strip();
        } catch (SocketException reset) { // it was closed before it had read everything
            return "";
        }
    }

    private int number() {
        return RunningLoops.list().stream()
                .filter(EventLoop.class::isInstance)
                .sorted(java.util.Comparator.comparingInt(System::identityHashCode))
                .toList()
                .indexOf(loop);
    }

    private void waiting(String name) throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        loop.callSoonThreadsafe(
                () -> {
                    Future<Object> never = loop.createFuture();
                    loop.createTask(async("napper", () -> await(never)), name);
                    loop.callSoon(() -> loop.callSoon(begun::countDown));
                });
        begun.await();
    }

    @Test
    void about_tellsOfTheProgramAndItsLoops() throws Exception {
        waiting("someone");

        assertThat(ask("{\"ask\":\"about\"}"))
                .startsWith(
                        "{\"protocol\":1,\"pid\":"
                                + ProcessHandle.current().pid()
                                + ",\"started\":")
                .contains("\"loop\":\"<EventLoop running=true")
                .contains("\"tasks\":1");
    }

    @Test
    void tasks_tellsWhatEachWaitsFor() throws Exception {
        waiting("someone");

        assertThat(ask("{\"ask\":\"tasks\",\"loop\":" + number() + ",\"stacks\":false}"))
                .contains(
                        "\"answered\":true,\"held\":false,\"total\":1,\"blocked\":[],\"tasks\":[{\"id\":\"")
                .contains("\"name\":\"someone\",\"state\":\"waiting\",\"code\":\"napper\"")
                .contains("\"waitsFor\":\"<Future pending>\"")
                .endsWith("\"awaitedBy\":[],\"owedBy\":[]}],\"stacks\":[],\"cut\":false}");
    }

    @Test
    void tenThousandTasks_thatWaitAtOnePlace_areToldWithTheirStacks_andShareOne() throws Exception {
        loop.callSoonThreadsafe(
                () -> {
                    for (int i = 0; i < 9_999; i++) {
                        Future<Object> never = loop.createFuture();
                        loop.createTask(elsewhere.Scenes.waitsFor(never), "worker " + i);
                    }
                });
        waiting("last");

        String answer = ask("{\"ask\":\"tasks\",\"loop\":" + number() + "}");

        assertThat(answer)
                .contains("\"total\":10000", "\"name\":\"last\"", "\"stack\":0}")
                .contains("elsewhere.Scenes.waitHere(")
                .endsWith(",\"cut\":false}");
        assertThat(answer.split("\\Q,\"stacks\":[\\E", 2)[1]).hasSizeLessThan(5_000);
    }

    @Test
    void watch_tellsWhoKeepsTheLoopBusy() throws Exception {
        ask("{\"ask\":\"watch\",\"loop\":" + number() + "}"); // from now on
        CountDownLatch entered = new CountDownLatch(1);
        loop.callSoonThreadsafe(
                () ->
                        loop.createTask(
                                async(
                                        () -> {
                                            entered.countDown();
                                            elsewhere.Scenes.blockHere(end);
                                        }),
                                "keeper"));
        entered.await();

        String answer;
        do { // the sampler looks every two milliseconds
            answer = ask("{\"ask\":\"watch\",\"loop\":" + number() + "}");
        } while (!answer.contains("\"name\":\"keeper\""));

        assertThat(answer)
                .startsWith("{\"loop\":\"<EventLoop running=true")
                .contains("\"watchedMicros\":", "\"lag\":{\"letters\":", "\"longestMicros\":");
    }

    @Test
    void names_areEscaped() throws Exception {
        waiting("\u001b[31m\"<b>\\\n\u202e\u0085");

        assertThat(ask("{\"ask\":\"tasks\",\"loop\":" + number() + "}"))
                .contains("\"name\":\"\\u001b[31m\\\"<b>\\\\\\u000a\\u202e\\u0085\"");
    }

    @Test
    void loop_thatStandsStill_isToldFromOutside() throws Exception {
        waiting("someone");
        CountDownLatch entered = new CountDownLatch(1);
        loop.callSoonThreadsafe(
                () -> {
                    entered.countDown();
                    elsewhere.Scenes.blockHere(end);
                });
        entered.await();

        assertThat(ask("{\"ask\":\"tasks\",\"loop\":" + number() + "}"))
                .contains("\"answered\":false")
                .contains("\"elsewhere.Scenes.blockHere(Scenes.java:")
                .contains("\"name\":\"someone\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "about",
                "{",
                "{}x",
                "[]",
                "{\"ask\"}",
                "{\"ask\":{}}",
                "{\"ask\":\"about\",}",
                "{\"ask\":\"a\\\"b\"}",
                "\u0000"
            })
    void request_thatIsNoFlatObject_isRefused(String request) throws IOException {
        assertThat(ask(request)).startsWith("{\"error\":\"request: not understood");
    }

    @Test
    void request_forSomethingElse_isRefused() throws IOException {
        assertThat(ask("{\"ask\":\"cancel\"}"))
                .isEqualTo("{\"error\":\"ask: cancel (expected: about, tasks or watch)\"}");
        assertThat(ask("{}")).isEqualTo("{\"error\":\"ask:  (expected: about, tasks or watch)\"}");
        assertThat(ask("{\"ask\":\"tasks\",\"loop\":99999}"))
                .startsWith("{\"error\":\"loop: 99999");
    }

    @Test
    void request_thatIsTooLong_getsNoAnswer() throws IOException {
        assertThat(ask(socket.path(), " ".repeat(4096) + "{}\n")).isEmpty(); // or reset
        assertThat(ask("{\"ask\":\"about\"}")).startsWith("{\"protocol\"");
    }

    @Test
    @Tag("real-time")
    void peer_thatSaysNothing_keepsNobodyForLong() throws IOException {
        try (SocketChannel silent = SocketChannel.open(UnixDomainSocketAddress.of(socket.path()))) {
            assertThat(ask("{\"ask\":\"about\"}")).startsWith("{\"protocol\"");
            assertThat(silent.read(ByteBuffer.allocate(1))).isEqualTo(-1); // it was hung up on
        }
    }

    @Test
    @Tag("real-time")
    void answers_areGivenTwentyASecond() throws IOException {
        long begin = System.nanoTime();
        for (int i = 0; i < 5; i++) {
            ask("{\"ask\":\"about\"}");
        }

        assertThat(System.nanoTime() - begin).isGreaterThan(4 * 50_000_000L);
    }

    private record User(String name) implements UserPrincipal {
        @Override
        public String getName() {
            return name;
        }
    }

    @Test
    void peer_isTheOwner_orRoot() {
        User owner = new User("ada");

        assertThat(InspectionSocket.isAllowed(new User("ada"), owner)).isTrue();
        assertThat(InspectionSocket.isAllowed(new User("root"), owner)).isTrue();
        assertThat(InspectionSocket.isAllowed(new User("bob"), owner)).isFalse();
        assertThat(InspectionSocket.isAllowed(owner, new User("root"))).isFalse();
    }

    @Test
    void errorWhileAnswering_isToldToThePeer_andTheNextIsAnswered() throws IOException {
        InspectionFolder folder = InspectionFolder.open(temporary.resolve("other"));
        try (InspectionSocket frail =
                InspectionSocket.open(
                        folder,
                        request -> {
                            if (request.startsWith("deep")) {
                                throw new StackOverflowError();
                            }
                            return "well";
                        })) {
            assertThat(ask(frail.path(), "deep\n"))
                    .isEqualTo(
                            "{\"error\":\"the program cannot answer: java.lang.StackOverflowError\"}");
            assertThat(ask(frail.path(), "flat\n")).isEqualTo("well");
        }
    }

    @Test
    void loop_thatIsHeld_isSaidToBe() throws Exception {
        waiting("someone");
        CountDownLatch entered = new CountDownLatch(1);
        loop.callSoonThreadsafe(
                () -> {
                    loop.beat().setHeld(true);
                    entered.countDown();
                    elsewhere.Scenes.blockHere(end);
                    loop.beat().setHeld(false);
                });
        entered.await();

        assertThat(ask("{\"ask\":\"tasks\",\"loop\":" + number() + "}"))
                .contains("\"answered\":false,\"held\":true,\"total\":1,\"blocked\":[]")
                .contains("\"name\":\"someone\"");
        assertThat(TaskDump.of(loop, java.time.Duration.ofMillis(1)).toString())
                .startsWith("The loop is held, for somebody to look at it\n1 task in");
    }

    @Test
    void answer_hasALimit() throws Exception {
        String name = "x".repeat(1900);
        for (int i = 0; i < 2400; i++) {
            loop.callSoonThreadsafe(
                    () -> loop.createTask(async(() -> await(loop.createFuture())), name));
        }
        waiting("last");

        String answer = ask("{\"ask\":\"tasks\",\"loop\":" + number() + ",\"stacks\":false}");

        assertThat(answer).endsWith("\"cut\":true}").contains("\"total\":2401");
        assertThat(answer.length()).isLessThan(4 * 1024 * 1024);
    }

    // ---- the folder

    @Test
    void folder_isMadePrivate() throws IOException {
        Path folder = socket.path().getParent();

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)))
                .isEqualTo("rwx------");
    }

    @Test
    void folder_thatIsOpenToOthers_isNotUsed() throws IOException {
        Path open = Files.createDirectory(temporary.resolve("open"));
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxr-xr-x"));

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> InspectionFolder.open(open))
                .withMessage(open + " is open to others: rwxr-xr-x (expected: rwx------)");
    }

    @Test
    void folder_thatIsALink_isNotUsed() throws IOException {
        Path link = Files.createSymbolicLink(temporary.resolve("link"), socket.path().getParent());

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> InspectionFolder.open(link))
                .withMessageContaining("is not a folder of");
    }

    private Path among() throws IOException {
        return temporary.resolve("asyncio4j-" + Files.getAttribute(temporary, "unix:uid"));
    }

    @Test
    void runtimeFolder_isTakenFirst() throws IOException {
        Path runtime = Files.createDirectory(temporary.resolve("run"));

        assertThat(InspectionFolder.open(runtime.toString(), List.of("/nowhere")).path())
                .isEqualTo(runtime.resolve("asyncio4j"));
    }

    @Test
    void runtimeFolder_thatCannotBeUsed_isLeftForTheTemporaryOne() throws IOException {
        Path unsafe = Files.createDirectory(temporary.resolve("unsafe"));
        Files.setPosixFilePermissions(
                Files.createDirectory(unsafe.resolve("asyncio4j")),
                PosixFilePermissions.fromString("rwxr-xr-x"));
        Path tooLong = Files.createDirectory(temporary.resolve("x".repeat(100)));
        List<String> temporaries = List.of("/nowhere", tooLong.toString(), temporary.toString());

        for (String runtime : List.of("", "/nowhere", tooLong.toString(), unsafe.toString())) {
            assertThat(InspectionFolder.open(runtime, temporaries).path()).isEqualTo(among());
        }
        assertThat(InspectionFolder.open(null, temporaries).path()).isEqualTo(among());
    }

    @Test
    void runtimeFolder_ofSomebodyElse_isLeftAlone() throws IOException {
        Path others = Files.createDirectory(temporary.resolve("others"));
        try {
            Files.setOwner(
                    others,
                    others.getFileSystem()
                            .getUserPrincipalLookupService()
                            .lookupPrincipalByName("nobody"));
        } catch (IOException notRoot) {
            assumeTrue(false, "only root can give a folder away");
        }

        assertThat(InspectionFolder.open(others.toString(), List.of(temporary.toString())).path())
                .isEqualTo(among());
        assertThat(others).isEmptyDirectory();
    }

    @Test
    void sockets_ofDeadProcesses_areSweptAway_othersStay() throws IOException {
        Path folder = socket.path().getParent();
        Path dead = Files.createFile(folder.resolve("999999999-1.sock"));
        long pid = ProcessHandle.current().pid();
        Path before = Files.createFile(folder.resolve(pid + "-1.sock")); // the number came round
        Path other = Files.createFile(folder.resolve("notes.txt"));

        InspectionFolder.open(folder).sweep();

        assertThat(dead).doesNotExist();
        assertThat(before).doesNotExist();
        assertThat(other).exists();
        assertThat(socket.path()).exists();
    }

    @Test
    void close_removesTheSocket() throws IOException {
        socket.close();

        assertThat(socket.path()).doesNotExist();
    }

    // ---- a program that does nothing for it

    /// A program that runs until its input ends.
    static final class Program {
        public static void main(String[] arguments) {
            dev.asyncio4j.Asyncio.run(
                    async(
                            () -> {
                                dev.asyncio4j.Asyncio.currentTask().setName("the program");
                                await(dev.asyncio4j.Asyncio.toThread(() -> System.in.read()));
                            }));
        }
    }

    private static Path socketIn(Path folder, Process process) throws Exception {
        for (int i = 0; i < 3000 && process.isAlive(); i++) {
            if (Files.isDirectory(folder)) {
                try (Stream<Path> files = Files.list(folder)) {
                    var found = files.findFirst();
                    if (found.isPresent() && listens(found.get())) {
                        return found.get();
                    }
                }
            }
            new CountDownLatch(1).await(10, java.util.concurrent.TimeUnit.MILLISECONDS);
        }
        throw new AssertionError("no socket");
    }

    private static boolean listens(Path path) throws IOException {
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
            return channel.isConnected();
        } catch (ConnectException notYet) {
            return false;
        }
    }

    @Test
    @Tag("real-time")
    void anyProgram_canBeAsked() throws Exception {
        Process process =
                ChildJvm.start(Program.class, Map.of("XDG_RUNTIME_DIR", temporary.toString()));
        Path path = socketIn(temporary.resolve("asyncio4j"), process);

        String answer = ask(path, "{\"ask\":\"tasks\"}\n");
        process.getOutputStream().close();
        ChildJvm end = ChildJvm.finish(process);

        assertThat(String.valueOf(path.getFileName())).startsWith(process.pid() + "-");
        assertThat(answer).contains("\"name\":\"the program\"", "a call in another thread");
        assertThat(end.status()).isZero();
        assertThat(path).doesNotExist();
    }

    @Test
    @Tag("real-time")
    void off_opensNothing() throws Exception {
        Process process =
                ChildJvm.start(
                        Program.class,
                        Map.of("XDG_RUNTIME_DIR", temporary.toString()),
                        "-Dasyncio4j.inspect=off");
        new CountDownLatch(1).await(1, java.util.concurrent.TimeUnit.SECONDS);
        process.getOutputStream().close();
        ChildJvm.finish(process);

        assertThat(temporary.resolve("asyncio4j")).doesNotExist();
    }

    /// Opens its socket when it is about to end, as a short program's may be.
    static final class Ends {
        public static void main(String[] arguments) {
            Runtime.getRuntime()
                    .addShutdownHook(new Thread(() -> System.out.println(InspectionSocket.open())));
        }
    }

    @Test
    void programThatEnds_opensNothing_andComplainsOfNothing() throws Exception {
        ChildJvm end =
                ChildJvm.finish(
                        ChildJvm.start(
                                Ends.class, Map.of("XDG_RUNTIME_DIR", temporary.toString())));

        assertThat(end.out()).containsExactly("null");
        assertThat(end.err()).isEmpty();
        try (Stream<Path> left = Files.list(temporary.resolve("asyncio4j"))) {
            assertThat(left).isEmpty();
        }
    }
}
