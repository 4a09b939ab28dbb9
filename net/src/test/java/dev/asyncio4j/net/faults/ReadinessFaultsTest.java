// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net.faults;

import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.Asyncio.timeout;
import static dev.asyncio4j.net.Net.addReader;
import static dev.asyncio4j.net.Net.addWriter;
import static dev.asyncio4j.net.Net.removeWriter;
import static org.assertj.core.api.Assertions.assertThat;

import dev.asyncio4j.Future;
import dev.asyncio4j.net.Stage;
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
