// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net.transport;

import static dev.asyncio4j.net.Stage.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FeedTest {
    private static final class Buffered implements BufferedProtocol {
        final List<String> got = new ArrayList<>();
        private final byte[] mine;

        Buffered(int size) {
            mine = new byte[size];
        }

        @Override
        public ByteBuffer buffer(int sizehint) {
            got.add("buffer " + sizehint);
            return ByteBuffer.wrap(mine);
        }

        @Override
        public void bufferUpdated(int count) {
            got.add(new String(mine, 0, count));
        }

        @Override
        public boolean eofReceived() {
            return true;
        }
    }

    @Test
    void data_goesToAPlainProtocolAsItIs() {
        List<byte[]> got = new ArrayList<>();
        byte[] data = bytes("data");

        Feed.data(
                new Protocol() {
                    @Override
                    public void dataReceived(byte[] piece) {
                        got.add(piece);
                    }
                },
                data);

        assertThat(got).hasSize(1);
        assertThat(got.getFirst()).isSameAs(data);
    }

    @Test
    void data_fillsTheBufferOfABufferedProtocol_asOftenAsNeeded() {
        Buffered protocol = new Buffered(4);

        Feed.data(protocol, bytes("abcdef"));

        assertThat(protocol.got).containsExactly("buffer 6", "abcd", "buffer 2", "ef");
    }

    @Test
    void bufferWithoutRoom_isRefused() {
        assertThatThrownBy(() -> Feed.data(new Buffered(0), bytes("x")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("buffer() returned an empty buffer");
    }

    @Test
    void protocolThatTakesNoData_isRefused() {
        assertThatThrownBy(() -> Feed.data(new DatagramProtocol() {}, bytes("x")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("use Protocol or BufferedProtocol");
    }

    @Test
    void eof_closesUnlessTheProtocolSaysOtherwise() {
        assertThat(Feed.eof(new Protocol() {})).isFalse();
        assertThat(Feed.eof(new Buffered(1))).isTrue();
        assertThat(Feed.eof(new DatagramProtocol() {})).isFalse();
    }
}
