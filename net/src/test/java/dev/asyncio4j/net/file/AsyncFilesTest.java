// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net.file;

import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.Asyncio.awaitEach;
import static dev.asyncio4j.Asyncio.sleep;
import static dev.asyncio4j.net.Stage.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.asyncio4j.net.Stage;
import java.nio.charset.MalformedInputException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Whole files, off the loop.
class AsyncFilesTest {
    private final Stage stage = new Stage();
    @TempDir Path folder;

    @AfterEach
    void endsCleanly() {
        stage.endsCleanly();
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
