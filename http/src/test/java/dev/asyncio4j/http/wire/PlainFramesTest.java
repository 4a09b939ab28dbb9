// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameEncoder;
import java.io.ByteArrayOutputStream;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The frames that we put together by ourselves are, byte for byte, those of Netty's encoder.
class PlainFramesTest {

    private static final int MOST = 32 * 1024;

    @ParameterizedTest
    @ValueSource(
            ints = {
                0, 1, 125, 126, 127, 1024, 32_767, 32_768, 32_769, 32_893, 65_535, 65_536, 100_000
            })
    void message_ofAnySize_hasTheFramesOfNettysEncoder(int size) {
        byte[] data = new byte[size];
        new Random(size).nextBytes(data);

        assertThat(PlainFrames.of(PlainFrames.BINARY, data, MOST)).isEqualTo(encoded(false, data));
        assertThat(PlainFrames.of(PlainFrames.TEXT, data, MOST)).isEqualTo(encoded(true, data));
    }

    private static byte[] encoded(boolean text, byte[] data) {
        EmbeddedChannel channel = new EmbeddedChannel(new WebSocket13FrameEncoder(false));
        int at = 0;
        do {
            int size = Math.min(MOST, data.length - at);
            boolean last = at + size == data.length;
            ByteBuf piece = Unpooled.wrappedBuffer(data, at, size);
            channel.writeOutbound(
                    at > 0
                            ? new ContinuationWebSocketFrame(last, 0, piece)
                            : text
                                    ? new TextWebSocketFrame(last, 0, piece)
                                    : new BinaryWebSocketFrame(last, 0, piece));
            at += size;
        } while (at < data.length);
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (ByteBuf next = channel.readOutbound(); next != null; next = channel.readOutbound()) {
            byte[] bytes = new byte[next.readableBytes()];
            next.readBytes(bytes).release();
            all.writeBytes(bytes);
        }
        channel.finishAndReleaseAll();
        return all.toByteArray();
    }
}
