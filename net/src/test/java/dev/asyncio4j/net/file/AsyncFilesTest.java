// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net.file;

import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.Asyncio.awaitEach;
import static dev.asyncio4j.Asyncio.createTask;
import static dev.asyncio4j.Asyncio.sleep;
import static dev.asyncio4j.net.Stage.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.asyncio4j.CancelledError;
import dev.asyncio4j.Task;
import dev.asyncio4j.net.Stage;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// Whole files, off the loop.
class AsyncFilesTest {
    private final Stage stage = new Stage();
    @TempDir Path folder;

    @AfterEach
    void endsCleanly() {
        stage.endsCleanly();
    }

    /// Also in the turns between its being opened and its opener's going on.
    @Test
    @EnabledOnOs(OS.LINUX)
    void opening_cancelledInAnyTurn_leavesNothingOpen() {
        Path file = folder.resolve("cancelled");
        stage.play(
                () -> {
                    await(AsyncFiles.write(file, "x"));
                    FileThreads threads = FileThreads.of(stage.loop);
                    CountDownLatch end = new CountDownLatch(1);
                    for (int i = 1; i < 16; i++) { // all threads but one are busy
                        var _ = threads.submit(file, () -> end.await(60, TimeUnit.SECONDS));
                    }
                    int cancelled = 0;
                    for (int turns = 0; turns < 10; turns++) {
                        Task<AsyncFile> opening = createTask(AsyncFiles.open(file));
                        await(sleep(0));
                        CountDownLatch opened = new CountDownLatch(1);
                        var _ = threads.submit(file, () -> countDown(opened));
                        assertThat(opened.await(60, TimeUnit.SECONDS)).isTrue();

                        for (int i = 0; i < turns; i++) {
                            await(sleep(0));
                        }
                        opening.cancel();
                        try {
                            AsyncFile open = await(opening);
                            open.close();
                            await(open.waitClosed());
                        } catch (CancelledError expected) {
                            cancelled++;
                        }
                        for (int i = 0; i < 10; i++) { // all letters are there
                            await(sleep(0));
                        }
                        assertThat(timesOpen(file)).as("after %s turns", turns).isZero();
                    }
                    end.countDown();
                    assertThat(cancelled).isBetween(2, 9);
                });
    }

    private static boolean countDown(CountDownLatch latch) {
        latch.countDown();
        return true;
    }

    private static long timesOpen(Path file) throws IOException {
        try (Stream<Path> links = Files.list(Path.of("/proc/self/fd"))) {
            return links.filter(link -> isOf(link, file)).count();
        }
    }

    private static boolean isOf(Path link, Path file) {
        try {
            return Files.readSymbolicLink(link).equals(file.toRealPath());
        } catch (IOException closedMeanwhile) {
            return false;
        }
    }

    @Test
    void files_areWrittenReadAndAppendedTo() {
        Path file = folder.resolve("file");
        stage.play(
                () -> {
                    await(AsyncFiles.write(file, "first ä\n"));
                    await(AsyncFiles.append(file, "second\n"));
                    await(AsyncFiles.append(file, bytes("third")));

                    assertThat(await(AsyncFiles.readString(file)))
                            .isEqualTo("first ä\nsecond\nthird");
                    assertThat(await(AsyncFiles.readAllBytes(file)))
                            .isEqualTo(bytes("first ä\nsecond\nthird"));
                    await(AsyncFiles.write(file, bytes("new")));
                    assertThat(await(AsyncFiles.readString(file))).isEqualTo("new");
                });
    }

    @Test
    void lines_areIterated_eachTimeAnew() {
        Path file = folder.resolve("file");
        stage.play(
                () -> {
                    await(AsyncFiles.write(file, "a\nb\nc"));
                    var lines = AsyncFiles.lines(file);

                    assertThat(await(lines.toList())).containsExactly("a", "b", "c");
                    List<String> again = new ArrayList<>();
                    for (String line : awaitEach(lines)) {
                        again.add(line);
                    }
                    assertThat(again).containsExactly("a", "b", "c");
                    await(sleep(0.1));
                    assertThat(FileThreads.of(stage.loop).openFiles()).isZero();
                });
    }

    @Test
    void copy_makesAnother() {
        Path from = folder.resolve("from");
        Path to = folder.resolve("to");
        stage.play(
                () -> {
                    await(AsyncFiles.write(from, "text"));
                    await(AsyncFiles.copy(from, to));
                    assertThatThrownBy(() -> await(AsyncFiles.copy(from, to)))
                            .isInstanceOf(FileAlreadyExistsException.class);
                    await(AsyncFiles.copy(from, to, StandardCopyOption.REPLACE_EXISTING));

                    assertThat(await(AsyncFiles.readString(to))).isEqualTo("text");
                });
    }

    @Test
    void errors_areTheSystems() {
        Path missing = folder.resolve("missing");
        stage.play(
                () -> {
                    assertThatThrownBy(() -> await(AsyncFiles.readString(missing)))
                            .isInstanceOf(NoSuchFileException.class);
                    assertThatThrownBy(() -> await(AsyncFiles.lines(missing).toList()))
                            .isInstanceOf(NoSuchFileException.class);
                    assertThatThrownBy(() -> await(AsyncFiles.write(folder, "x")))
                            .isInstanceOf(java.io.IOException.class);
                    await(AsyncFiles.write(missing, new byte[] {(byte) 0xff}));
                    assertThatThrownBy(() -> await(AsyncFiles.readString(missing)))
                            .isInstanceOf(MalformedInputException.class);
                });
    }
}
