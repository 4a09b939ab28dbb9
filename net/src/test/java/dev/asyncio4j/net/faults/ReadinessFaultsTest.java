// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net.faults;

import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.Asyncio.createTask;
import static dev.asyncio4j.Asyncio.sleep;
import static dev.asyncio4j.Asyncio.timeout;
import static dev.asyncio4j.net.Net.addReader;
import static dev.asyncio4j.net.Net.addWriter;
import static dev.asyncio4j.net.Net.removeReader;
import static dev.asyncio4j.net.Net.removeWriter;
import static dev.asyncio4j.net.Net.sockRecv;
import static org.assertj.core.api.Assertions.assertThat;

import dev.asyncio4j.Future;
import dev.asyncio4j.Task;
import dev.asyncio4j.net.Stage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.IllegalBlockingModeException;
import java.nio.channels.Pipe;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Watchers of channels that come and go while the channel is ready.
@Tag("real-time") // with a real pipe
class ReadinessFaultsTest {
    private static final int TIMES = 2000;

    private final Stage stage = Stage.real();
    private int called;

    @Test
    void writer_takenBackAndAddedAgain_isCalledAgain() {
        stage.play(
                () -> {
                    Pipe pipe = Pipe.open();
                    pipe.sink().configureBlocking(false);
                    Future<String> over = stage.loop.createFuture();

                    addWriter(pipe.sink(), () -> again(pipe.sink(), over));

                    assertThat(await(timeout(20, () -> await(over)))).isEqualTo("over");
                    pipe.sink().close();
                    pipe.source().close();
                });
        stage.endsCleanly();
    }

    @Test
    void channelMadeBlocking_isReported_andTheOthersAreWatchedOn() {
        stage.play(
                () -> {
                    Pipe other = pipe();
                    Task<byte[]> waits = createTask(sockRecv(other.source(), 1));
                    await(sleep(0.01));

                    Pipe spoilt = pipe();
                    while (!spoil(spoilt)) {}
                    for (int i = 0; i < 1000 && stage.faults.isEmpty(); i++) {
                        await(sleep(0.01)); // the watcher finds it on a thread of its own
                    }
                    assertThat(stage.faultMessages())
                            .singleElement()
                            .asString()
                            .startsWith("a channel cannot be watched: ");

                    write(other);
                    assertThat(await(timeout(20, () -> await(waits)))).hasSize(1);
                    close(other);
                    close(spoilt);
                });
        stage.endsCleanly();
    }

    /// Makes it blocking before the watcher has looked at it; false if that was faster.
    private static boolean spoil(Pipe pipe) throws IOException {
        addReader(pipe.source(), () -> {});
        try {
            pipe.source().configureBlocking(true);
            return true;
        } catch (IllegalBlockingModeException tooLate) {
            removeReader(pipe.source());
            return false;
        }
    }

    @Test
    void channelNoLongerWatched_mayBeMadeBlockingAtOnce() {
        stage.play(
                () -> {
                    for (int i = 0; i < 200; i++) {
                        Pipe pipe = pipe();
                        Task<byte[]> waits = createTask(sockRecv(pipe.source(), 1));
                        await(sleep(0));
                        write(pipe);
                        assertThat(await(timeout(20, () -> await(waits)))).hasSize(1);

                        pipe.source().configureBlocking(true);

                        close(pipe);
                    }
                });
        stage.endsCleanly();
    }

    private static Pipe pipe() throws IOException {
        Pipe pipe = Pipe.open();
        pipe.source().configureBlocking(false);
        return pipe;
    }

    private static void write(Pipe pipe) throws IOException {
        int _ = pipe.sink().write(ByteBuffer.wrap(new byte[1]));
    }

    private static void close(Pipe pipe) throws IOException {
        pipe.sink().close();
        pipe.source().close();
    }

    @Test
    void loop_thatIsClosedWhileItsWatcherBegins_saysNothing() throws Exception {
        List<Throwable> uncaught = new CopyOnWriteArrayList<>();
        Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
        Thread.setDefaultUncaughtExceptionHandler((thread, failure) -> uncaught.add(failure));
        Pipe pipe = Pipe.open();
        pipe.source().configureBlocking(false);
        try {
            for (int i = 0; i < 300; i++) {
                Stage each = Stage.real();
                each.play(
                        () -> {
                            addReader(pipe.source(), () -> {});
                        });
                each.endsCleanly();
            }
        } finally {
            Thread.setDefaultUncaughtExceptionHandler(before);
            pipe.source().close();
            pipe.sink().close();
            stage.endsCleanly();
        }

        assertThat(uncaught).isEmpty();
    }

    private void again(Pipe.SinkChannel sink, Future<String> over) {
        assertThat(removeWriter(sink)).isTrue();
        if (++called == TIMES) {
            over.setResult("over");
        } else {
            addWriter(sink, () -> again(sink, over));
        }
    }
}
