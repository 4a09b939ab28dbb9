// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What is read without a pipeline, and what is left to it. That both read the same is for the fuzz
/// target `sockets`: it reads each input as a whole, and byte by byte, which leaves all of it.
class WholeFramesTest {

    private static final int MOST = 60_000;
    private static final int TEXT = 0x81;
    private static final int BINARY = 0x82;
    private static final int CLOSE = 0x88;
    private static final int PING = 0x89;
    private static final int PONG = 0x8A;
    private static final int FIRST_TEXT = 0x01;
    private static final int LAST_CONTINUATION = 0x80;

    private final WholeFrames server = new WholeFrames(true, MOST);
    private final List<WebSocketFrame> frames = new ArrayList<>();

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7, 8, 9, 125, 126, 127, 1024, 1027, 60_000})
    void message_ofAnySize_isReadWithoutItsMask(int size) {
        byte[] data = new byte[size];
        new Random(size).nextBytes(data);

        assertTaken(server, masked(BINARY, data));

        assertThat(((WebSocketFrame.Binary) frames.getFirst()).data()).isEqualTo(data);
    }

    @Test
    void client_readsFramesWithoutAMask() {
        byte[] data = {1, 2, 3};

        assertTaken(new WholeFrames(false, MOST), PlainFrames.of(PlainFrames.BINARY, data, MOST));

        assertThat(((WebSocketFrame.Binary) frames.getFirst()).data()).isEqualTo(data);
    }

    @Test
    void severalFramesInOneRead_areReadInTheirOrder() {
        byte[] question = {5};
        assertTaken(
                server,
                joined(
                        masked(TEXT, "wörld 世".getBytes(UTF_8)),
                        masked(PING, question),
                        masked(PONG, new byte[0]),
                        masked(TEXT, "b".getBytes(UTF_8))));

        assertThat(frames).hasSize(4);
        assertThat(frames.get(0)).isEqualTo(new WebSocketFrame.Text("wörld 世"));
        assertThat(((WebSocketFrame.Ping) frames.get(1)).data()).isEqualTo(question);
        assertThat(frames.get(2)).isEqualTo(new WebSocketFrame.Pong());
        assertThat(frames.get(3)).isEqualTo(new WebSocketFrame.Text("b"));
    }

    @Test
    void whatIsUnusual_isLeft() {
        byte[] short3 = {1, 2, 3};
        byte[] tooLong = new byte[MOST + 1];
        byte[] inEight = {(byte) BINARY, (byte) 0xFF, 0, 0, 0, 0, 0, 0, 0, 0, 9, 9, 9, 9};
        byte[] notMinimal = {(byte) BINARY, (byte) 0xFE, 0, 0, 9, 9, 9, 9};
        byte[] longPing = masked(PING, new byte[126]);

        assertLeft(masked(FIRST_TEXT, short3)); // not the last of its message
        assertLeft(masked(LAST_CONTINUATION, short3));
        assertLeft(masked(CLOSE, new byte[0]));
        assertLeft(masked(0xC2, short3)); // compressed
        assertLeft(masked(0x83, short3)); // of no kind
        assertLeft(masked(TEXT, new byte[] {(byte) 0xC3})); // not UTF-8
        assertLeft(masked(BINARY, tooLong));
        assertLeft(PlainFrames.of(PlainFrames.BINARY, short3, MOST)); // without a mask
        assertLeft(inEight);
        assertLeft(notMinimal);
        assertLeft(longPing);
    }

    private static void assertLeft(byte[] data) {
        List<WebSocketFrame> none = new ArrayList<>();

        assertThat(new WholeFrames(true, MOST).take(data, none)).isZero();

        assertThat(none).isEmpty();
    }

    @Test
    void behindAMessageInSeveralFrames_readsAgain() {
        byte[] first = masked(FIRST_TEXT, "a".getBytes(UTF_8));
        byte[] last = masked(LAST_CONTINUATION, "b".getBytes(UTF_8));
        byte[] ping = masked(PING, new byte[0]);

        leave(first);
        assertThat(server.take(ping, frames)).isZero(); // the pipeline is to keep the order
        server.leave(ping, 0);
        leave(last);

        assertTaken(server, masked(TEXT, "c".getBytes(UTF_8)));
    }

    @Test
    void behindAFrameThatCameInPieces_readsAgain() {
        byte[] all = masked(BINARY, new byte[1000]);

        leave(Arrays.copyOf(all, 500));
        assertThat(server.take(new byte[] {1}, frames)).isZero();
        server.leave(all, 500);

        assertTaken(server, masked(TEXT, "c".getBytes(UTF_8)));
    }

    @Test
    void behindAHeadThatWasCutInTwo_readsNoMore() {
        byte[] all = masked(BINARY, new byte[1000]);

        leave(Arrays.copyOf(all, 3));
        server.leave(all, 3);

        assertThat(server.take(masked(TEXT, new byte[0]), frames)).isZero();
    }

    @Test
    void behindAClose_readsNoMore() {
        leave(masked(CLOSE, new byte[0]));

        assertThat(server.take(masked(TEXT, new byte[0]), frames)).isZero();
    }

    private void leave(byte[] data) {
        assertThat(server.take(data, frames)).isZero();
        server.leave(data, 0);
    }

    private void assertTaken(WholeFrames reader, byte[] data) {
        assertThat(reader.take(data, frames)).isEqualTo(data.length);
    }

    private static byte[] masked(int first, byte[] data) {
        byte[] mask = {17, (byte) 200, 3, 99};
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(first);
        if (data.length > 125) {
            out.write(0x80 | 126);
            out.write(data.length >> 8);
            out.write(data.length);
        } else {
            out.write(0x80 | data.length);
        }
        out.writeBytes(mask);
        for (int i = 0; i < data.length; i++) {
            out.write(data[i] ^ mask[i % 4]);
        }
        return out.toByteArray();
    }

    private static byte[] joined(byte[]... all) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] each : all) {
            out.writeBytes(each);
        }
        return out.toByteArray();
    }
}
