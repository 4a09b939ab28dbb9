// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net.file;

import static dev.asyncio4j.Asyncio.async;
import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.Asyncio.awaitEach;
import static dev.asyncio4j.Asyncio.createTask;
import static dev.asyncio4j.Asyncio.gather;
import static dev.asyncio4j.Asyncio.sleep;
import static dev.asyncio4j.net.Stage.bytes;
import static dev.asyncio4j.net.Stage.text;
import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.asyncio4j.CancelledError;
import dev.asyncio4j.EventLoop;
import dev.asyncio4j.Task;
import dev.asyncio4j.net.Stage;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NonReadableChannelException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// An open file, off the loop.
class AsyncFileTest {
    private final Stage stage = new Stage();
    @TempDir Path folder;

    @AfterEach
    void endsCleanly() {
        assertThat(FileThreads.of(stage.loop).openFiles()).isZero();
        stage.endsCleanly();
    }

    private Path file(String text) throws IOException {
        return Files.writeString(folder.resolve("file"), text);
    }

    private static void closed(AsyncFile file) {
        file.close();
        await(file.waitClosed());
    }

    // ---- reading

    @Test
    void read_givesWhatIsAsked_andWhatIsLeft() throws Exception {
        Path path = file("0123456789");
        stage.play(
                () -> {
                    AsyncFile file = await(AsyncFiles.open(path));
                    assertThat(file.path()).isEqualTo(path);

                    assertThat(text(await(file.read(3)))).isEqualTo("012");
                    assertThat(await(file.read(0))).isEmpty();
                    assertThat(file.position()).isEqualTo(3);
                    assertThat(text(await(file.read(100)))).isEqualTo("3456789");
                    assertThat(await(file.read(100))).isEmpty();
                    assertThat(await(file.read())).isEmpty();
                    file.seek(8);
                    assertThat(text(await(file.read()))).isEqualTo("89");
                    assertThat(file.position()).isEqualTo(10);
                    file.seek(100);
                    assertThat(await(file.read(1))).isEmpty();
                    assertThat(await(file.size())).isEqualTo(10);
                    assertThat(file).hasToString("<AsyncFile " + path + " position=100>");
                    closed(file);
                    assertThat(file).hasToString("<AsyncFile " + path + " closed>");
                });
    }

    @Test
    void read_ofMuch_isWhole() throws Exception {
        byte[] much = new byte[1_000_000];
        for (int i = 0; i < much.length; i++) {
            much[i] = (byte) (i * 31);
        }
        Path path = Files.write(folder.resolve("much"), much);
        stage.play(
                () -> {
                    AsyncFile file = await(AsyncFiles.open(path));

                    assertThat(await(file.read(much.length))).isEqualTo(much);
                    file.seek(0);
                    assertThat(await(file.read())).isEqualTo(much);
                    closed(file);
                });
    }

    @Test
    void lines_comeWithoutTheirEnds() throws Exception {
        Path path = file("one\ntwo\r\n\nvier ä\r\rx\nlast");
        stage.play(
                () -> {
                    AsyncFile file = await(AsyncFiles.open(path));
                    List<String> lines = new ArrayList<>();
                    for (String line : awaitEach(file)) {
                        lines.add(line);
                    }

                    assertThat(lines).containsExactly("one", "two", "", "vier ä\r\rx", "last");
                    assertThat(await(file.readLine())).isNull();
                    file.seek(4);
                    assertThat(await(file.readLine())).isEqualTo("two");
                    assertThat(file.position()).isEqualTo(9);
                    closed(file);
                });
    }

    @Test
    void lines_longerThanTheBuffer_areWhole() throws Exception {
        String longLine = "x".repeat(500_000);
        Path path = file(longLine + "\nshort\n");
        stage.play(
                () -> {
                    AsyncFile file = await(AsyncFiles.open(path));

                    assertThat(await(file.readLine())).isEqualTo(longLine);
                    assertThat(await(file.readLine())).isEqualTo("short");
                    assertThat(await(file.readLine())).isNull();
                    closed(file);
                });
    }

    @Test
    void lines_thatWereReadAhead_needNoThread() throws Exception {
        Path path = file("a\nb\nc\n");
        stage.play(
                () -> {
                    AsyncFile file = await(AsyncFiles.open(path));
                    await(file.readLine());
                    stage.loop.callSoon(() -> stage.mark("other"));

                    await(file.readLine());
                    assertThat(stage.marks()).as("it did not suspend").isEmpty();
                    await(sleep(0));
                    assertThat(stage.marks()).containsExactly("other");
                    closed(file);
                });
    }

    // ---- writing

    @Test
    void write_goesToThePlace() throws Exception {
        Path path = file("0123456789");
        stage.play(
                () -> {
                    AsyncFile file = await(AsyncFiles.open(path, READ, WRITE));
                    await(file.read(2));
                    byte[] data = bytes("ab");

                    await(file.write(data));
                    assertThat(file.position()).isEqualTo(4);
                    assertThat(text(await(file.read(2)))).isEqualTo("45");
                    file.seek(12);
                    await(file.write("z"));
                    await(file.sync());
                    await(file.flush());

                    assertThat(Files.readString(path)).isEqualTo("01ab456789\0\0z");
                    closed(file);
                });
    }

    @Test
    void writes_ofManyTasks_areOneAfterTheOther() throws Exception {
        Path path = folder.resolve("new");
        stage.play(
                () -> {
                    AsyncFile file = await(AsyncFiles.open(path, WRITE, CREATE_NEW));

                    await(gather(file.write("one "), file.write("two "), file.write("three")));

                    assertThat(Files.readString(path)).isEqualTo("one two three");
                    closed(file);
                });
    }

    @Test
    void appending_isAtTheEnd_whereverThePlaceIs() throws Exception {
        Path path = file("start ");
        stage.play(
                () -> {
                    AsyncFile file = await(AsyncFiles.open(path, CREATE, APPEND));
                    file.seek(0);

                    await(file.write("more "));
                    assertThat(file.position()).isEqualTo(11);
                    Files.writeString(path, "of others ", APPEND);
                    await(file.write("end"));

                    assertThat(Files.readString(path)).isEqualTo("start more of others end");
                    closed(file);
                });
    }

    @Test
    void truncate_cutsAndFills() throws Exception {
        Path path = file("0123456789");
        stage.play(
                () -> {
                    AsyncFile file = await(AsyncFiles.open(path, READ, WRITE));
                    await(file.read(1));

                    await(file.truncate(4));
                    assertThat(text(await(file.read()))).isEqualTo("123");
                    await(file.truncate(6));
                    assertThat(await(file.read())).isEqualTo(new byte[2]);
                    await(file.truncate(0));

                    assertThat(Files.size(path)).isZero();
                    closed(file);
                });
    }

    // ---- cancelling

    @Test
    void read_cancelledAnywhere_losesNothing() throws Exception {
        Path path = file("0123456789");
        stage.play(
                () -> {
                    for (int turns = 0; turns < 12; turns++) {
                        AsyncFile file = await(AsyncFiles.open(path));
                        Task<byte[]> reading = createTask(file.read(4));
                        for (int i = 0; i < turns; i++) {
                            await(sleep(0));
                        }

                        if (reading.cancel()) {
                            assertThatThrownBy(() -> await(reading))
                                    .isInstanceOf(CancelledError.class);
                            assertThat(text(await(file.read(2)))).isEqualTo("01");
                        } else {
                            assertThat(text(await(file.read(2)))).isEqualTo("45");
                        }
                        closed(file);
                    }
                });
    }

    @Test
    void write_cancelledAfterItsBegin_isDoneAllTheSame() throws Exception {
        Path path = file("");
        stage.play(
                () -> {
                    AsyncFile file = await(AsyncFiles.open(path, WRITE));
                    Task<Void> writing = createTask(file.write("first "));
                    Task<Void> waiting = createTask(file.write("never"));
                    await(sleep(0));
                    waiting.cancel();
                    writing.cancel();
                    assertThatThrownBy(() -> await(writing)).isInstanceOf(CancelledError.class);
                    assertThatThrownBy(() -> await(waiting)).isInstanceOf(CancelledError.class);

                    await(file.write("second"));

                    assertThat(Files.readString(path)).isEqualTo("first second");
                    closed(file);
                });
    }

    @Test
    void open_cancelledAnywhere_leavesNothingOpen() throws Exception {
        Path path = file("x");
        stage.play(
                () -> {
                    for (int turns = 0; turns < 10; turns++) {
                        Task<AsyncFile> opening = createTask(AsyncFiles.open(path));
                        for (int i = 0; i < turns; i++) {
                            await(sleep(0));
                        }

                        if (opening.cancel()) {
                            assertThatThrownBy(() -> await(opening))
                                    .isInstanceOf(CancelledError.class);
                        } else {
                            closed(opening.result());
                        }
                    }
                });
    }

    // ---- ends and errors

    @Test
    void close_comesAfterWhatWasAskedFor_andIsIdempotent() throws Exception {
        Path path = folder.resolve("new");
        stage.play(
                () -> {
                    AsyncFile file = await(AsyncFiles.open(path, WRITE, CREATE));
                    assertThatThrownBy(() -> await(file.waitClosed()))
                            .isInstanceOf(IllegalStateException.class)
                            .hasMessage("the file is open: close it first");
                    Task<Void> writing = createTask(file.write("text"));
                    await(sleep(0));

                    file.close();
                    file.close();
                    await(file.waitClosed());
                    await(file.waitClosed());

                    await(writing);
                    assertThat(Files.readString(path)).isEqualTo("text");
                    for (var late :
                            List.of(
                                    file.write("late"),
                                    file.flush(),
                                    file.sync(),
                                    file.truncate(0),
                                    file.read(),
                                    file.read(1),
                                    file.readLine(),
                                    file.size())) {
                        assertThatThrownBy(() -> await(late))
                                .isInstanceOf(ClosedChannelException.class);
                    }
                });
    }

    @Test
    void loop_thatIsClosed_closesItsFiles() throws Exception {
        Path path = file("x");
        EventLoop loop = new EventLoop();
        AsyncFile file = loop.runUntilComplete(AsyncFiles.open(path));
        FileThreads threads = FileThreads.of(loop);
        assertThat(threads.openFiles()).isEqualTo(1);

        loop.close();

        stage.play(
                () -> {
                    while (!file.channelIsClosed()) {
                        await(sleep(0.001));
                    }
                });
    }

    @Test
    void errors_areTheSystems() throws Exception {
        Path path = file("x");
        stage.play(
                () -> {
                    assertThatThrownBy(() -> await(AsyncFiles.open(folder.resolve("missing"))))
                            .isInstanceOf(NoSuchFileException.class);
                    assertThatThrownBy(() -> await(AsyncFiles.open(path, WRITE, CREATE_NEW)))
                            .isInstanceOf(FileAlreadyExistsException.class);
                    AsyncFile file = await(AsyncFiles.open(path, WRITE));
                    assertThatThrownBy(() -> await(file.read(1)))
                            .isInstanceOf(NonReadableChannelException.class);
                    await(file.write("still usable"));
                    closed(file);
                });
    }

    @Test
    void arguments_thatMakeNoSense_areRefused() throws Exception {
        Path path = file("x");
        stage.play(
                () -> {
                    AsyncFile file = await(AsyncFiles.open(path, READ, WRITE));
                    assertThatThrownBy(() -> file.read(-1)).hasMessage("n: -1 (expected: >= 0)");
                    assertThatThrownBy(() -> file.seek(-1))
                            .hasMessage("place: -1 (expected: >= 0)");
                    assertThatThrownBy(() -> file.truncate(-1))
                            .hasMessage("size: -1 (expected: >= 0)");
                    closed(file);
                });
    }

    @Test
    void loop_goesOnWhileFilesAreSlow() throws Exception {
        Path path = Files.write(folder.resolve("big"), new byte[20_000_000]);
        stage.play(
                () -> {
                    Task<byte[]> reading = createTask(AsyncFiles.readAllBytes(path));
                    int turns = 0;
                    while (!reading.isDone()) {
                        await(sleep(0));
                        turns++;
                    }

                    assertThat(turns).isGreaterThan(3);
                    assertThat(reading.result()).hasSize(20_000_000);
                });
    }

    @Test
    void tasks_readTheirFilesAtTheSameTime() throws Exception {
        stage.play(
                () -> {
                    var reads = new ArrayList<Task<String>>();
                    for (int i = 0; i < 50; i++) {
                        Path path = folder.resolve("f" + i);
                        int number = i;
                        reads.add(
                                createTask(
                                        async(
                                                () -> {
                                                    await(AsyncFiles.write(path, "n" + number));
                                                    return await(AsyncFiles.readString(path));
                                                })));
                    }

                    List<String> texts = await(gather(reads));

                    for (int i = 0; i < 50; i++) {
                        assertThat(texts.get(i)).isEqualTo("n" + i);
                    }
                });
    }
}
