// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Which changes start a program again.
@Tag("real-time") // another process goes its own way
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ReloadTest {

    @TempDir Path temporary;

    private final BlockingQueue<String> told = new LinkedBlockingQueue<>();

    /// Takes what is told, a line at a time.
    private final class Lines extends Writer {
        private final StringBuilder line = new StringBuilder();

        @Override
        public void write(char[] text, int from, int length) {
            line.append(text, from, length);
        }

        @Override
        public void flush() {
            told.add(line.toString().strip());
            line.setLength(0);
        }

        @Override
        public void close() {}
    }

    private Thread watch(Path root) throws InterruptedException {
        Reload reload = new Reload(List.of("true"), List.of(root), new PrintWriter(new Lines()));
        Thread thread =
                Thread.ofPlatform()
                        .start(
                                () -> {
                                    try {
                                        reload.run();
                                    } catch (InterruptedException ended) {
                                        told.add("interrupted");
                                    } catch (IOException failure) {
                                        told.add(failure.toString());
                                    }
                                });
        assertThat(next()).isEqualTo("asyncio: ended with 0; a change starts it again");
        return thread;
    }

    private String next() throws InterruptedException {
        return told.poll(20, TimeUnit.SECONDS);
    }

    @Test
    void linkToASource_isFollowed_toThatFileAlone() throws Exception {
        Path root = Files.createDirectory(temporary.resolve("root"));
        Path elsewhere = Files.createDirectory(temporary.resolve("elsewhere"));
        Path real = Files.writeString(elsewhere.resolve("Real.java"), "1");
        Files.createSymbolicLink(root.resolve("Shop.java"), real);
        Thread thread = watch(root);

        Files.writeString(elsewhere.resolve("Other.java"), "1"); // which nobody named
        Files.writeString(real, "2");

        assertThat(next()).isEqualTo("asyncio: Real.java has changed: starting again");
        thread.interrupt();
        thread.join();
    }

    @Test
    void linkToAFolder_isNotFollowed() throws Exception {
        Path root = Files.createDirectory(temporary.resolve("root"));
        Path elsewhere = Files.createDirectory(temporary.resolve("elsewhere"));
        Files.createSymbolicLink(root.resolve("far"), elsewhere);
        Thread thread = watch(root);

        Files.writeString(elsewhere.resolve("Other.java"), "1");
        Files.writeString(root.resolve("Shop.java"), "1");

        assertThat(next()).isEqualTo("asyncio: Shop.java has changed: starting again");
        thread.interrupt();
        thread.join();
    }

    @Test
    void linkThatComesLater_isFollowed_too() throws Exception {
        Path root = Files.createDirectory(temporary.resolve("root"));
        Path elsewhere = Files.createDirectory(temporary.resolve("elsewhere"));
        Path real = Files.writeString(elsewhere.resolve("Real.java"), "1");
        Thread thread = watch(root);

        Files.createSymbolicLink(root.resolve("Shop.java"), real);
        assertThat(next()).isEqualTo("asyncio: Shop.java has changed: starting again");
        assertThat(next()).isEqualTo("asyncio: ended with 0; a change starts it again");
        Files.writeString(real, "2");

        assertThat(next()).isEqualTo("asyncio: Real.java has changed: starting again");
        thread.interrupt();
        thread.join();
    }
}
