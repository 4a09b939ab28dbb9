// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net.transport;

import static dev.asyncio4j.net.Stage.bytes;
import static org.assertj.core.api.Assertions.assertThat;

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

    private final List<String> failures = new ArrayList<>();

    private int feed(BaseProtocol protocol, byte[] data, int from) {
        return Feed.data(
                protocol,
                data,
                from,
                (failure, what) -> failures.add(what + " " + failure.getMessage()));
    }

    @Test
    void data_goesToAPlainProtocolAsItIs() {
        List<byte[]> got = new ArrayList<>();
        byte[] data = bytes("data");
        Protocol plain =
                new Protocol() {
                    @Override
                    public void dataReceived(byte[] piece) {
                        got.add(piece);
                    }
                };

        assertThat(feed(plain, data, 0)).isEqualTo(4);
        assertThat(feed(plain, data, 1)).isEqualTo(3);

        assertThat(got.getFirst()).isSameAs(data);
        assertThat(got.getLast()).isEqualTo(bytes("ata"));
    }

    @Test
    void data_fillsTheBufferOfABufferedProtocol_onceACall() {
        Buffered protocol = new Buffered(4);

        assertThat(feed(protocol, bytes("abcdef"), 0)).isEqualTo(4);
        assertThat(feed(protocol, bytes("abcdef"), 4)).isEqualTo(2);

        assertThat(protocol.got).containsExactly("buffer 6", "abcd", "buffer 2", "ef");
    }

    @Test
    void bufferWithoutRoom_isToldAsAFailure() {
        assertThat(feed(new Buffered(0), bytes("x"), 0)).isOne();

        assertThat(failures)
                .containsExactly(
                        "Fatal error: protocol.get_buffer() call failed. buffer() returned an empty"
                                + " buffer");
    }

    @Test
    void protocolThatTakesNoData_isToldAsAFailure() {
        assertThat(feed(new DatagramProtocol() {}, bytes("x"), 0)).isOne();

        assertThat(failures.getFirst()).contains("use Protocol or BufferedProtocol");
    }

    @Test
    void eof_closesUnlessTheProtocolSaysOtherwise() {
        assertThat(Feed.eof(new Protocol() {})).isFalse();
        assertThat(Feed.eof(new Buffered(1))).isTrue();
        assertThat(Feed.eof(new DatagramProtocol() {})).isFalse();
    }
}
