// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net;

import static dev.asyncio4j.Asyncio.async;
import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.Asyncio.createTask;
import static dev.asyncio4j.Asyncio.sleep;
import static dev.asyncio4j.Asyncio.timeout;
import static dev.asyncio4j.net.Net.sockRecv;
import static dev.asyncio4j.net.Net.sockSendall;
import static dev.asyncio4j.net.Stage.bytes;
import static dev.asyncio4j.net.Stage.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.asyncio4j.CancelledError;
import dev.asyncio4j.Coroutine;
import dev.asyncio4j.Task;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// The calls of a socket that wait, over pipes of the JDK's.
@Tag("real-time") // with real pipes
class SocketCallsTest {
    private static final byte[] MUCH = new byte[1 << 20];

    private final Stage stage = Stage.real();

    private static Pipe pipe() throws Exception {
        Pipe pipe = Pipe.open();
        pipe.source().configureBlocking(false);
        pipe.sink().configureBlocking(false);
        return pipe;
    }

    @Test
    void recvAfterACancelledOne_isWoken() {
        stage.play(
                () -> {
                    Pipe pipe = pipe();
                    Task<byte[]> first = createTask(sockRecv(pipe.source(), 10));
                    await(sleep(0.01));

                    first.cancel();
                    stage.loop.callLater(0.02, () -> write(pipe, "hi"));
                    byte[] got = await(timeout(20, () -> await(sockRecv(pipe.source(), 10))));

                    assertThat(text(got)).isEqualTo("hi");
                    assertThat(first.isCancelled()).isTrue();
                    close(pipe);
                });
        stage.endsCleanly();
    }

    @Test
    void sendAfterACancelledOne_isWoken() {
        stage.play(
                () -> {
                    Pipe pipe = pipe();
                    Task<@Nullable Void> first = createTask(sockSendall(pipe.sink(), MUCH));
                    await(sleep(0.01));

                    first.cancel();
                    Task<@Nullable Void> reader = createTask(readAfter(0.02, pipe));
                    await(timeout(20, () -> await(sockSendall(pipe.sink(), bytes("end")))));

                    assertThat(first.isCancelled()).isTrue();
                    reader.cancel();
                    assertThatThrownBy(() -> await(reader)).isInstanceOf(CancelledError.class);
                    close(pipe);
                });
        stage.endsCleanly();
    }

    private static Coroutine<@Nullable Void> readAfter(double seconds, Pipe pipe) {
        return async(
                () -> {
                    await(sleep(seconds));
                    while (true) {
                        byte[] _ = await(sockRecv(pipe.source(), 65536));
                        await(sleep(0));
                    }
                });
    }

    private static void write(Pipe pipe, String text) {
        try {
            int _ = pipe.sink().write(ByteBuffer.wrap(bytes(text)));
        } catch (java.io.IOException refused) {
            throw new java.io.UncheckedIOException(refused);
        }
    }

    private static void close(Pipe pipe) throws Exception {
        pipe.sink().close();
        pipe.source().close();
    }
}
