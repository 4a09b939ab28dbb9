// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net.netty;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("once")
class OutgoingTest {

    private final Outgoing outgoing = new Outgoing();

    private void add(String text) {
        byte[] bytes = text.getBytes(UTF_8);
        outgoing.add(bytes, 0, bytes.length);
    }

    private String moved(int count) {
        ByteBuf buffer = Unpooled.buffer();
        outgoing.moveTo(buffer, count);
        return buffer.toString(UTF_8);
    }

    @Test
    void moveTo_givesTheBytesInOrder_whateverIsAddedMeanwhile() {
        add("ab");
        assertThat(moved(1)).isEqualTo("a");
        add("c".repeat(5000));

        assertThat(outgoing.size()).isEqualTo(5001);
        assertThat(moved(5001)).isEqualTo("b" + "c".repeat(5000));
        assertThat(outgoing.isEmpty()).isTrue();
    }

    @Test
    void lend_whatIsSentAtOnce_leavesTheWritersArrayAlone() {
        byte[] data = "xabcx".getBytes(UTF_8);
        String[] sent = {""};

        outgoing.lend(data, 1, 3, () -> sent[0] = moved(3));
        add("yz");

        assertThat(sent[0]).isEqualTo("abc");
        assertThat(moved(2)).isEqualTo("yz");
        assertThat(data).isEqualTo("xabcx".getBytes(UTF_8));
    }

    @Test
    void lend_whatIsLeft_isACopy_soThatTheWriterMayUseItsArrayAgain() {
        byte[] data = "xabc".getBytes(UTF_8);

        outgoing.lend(data, 1, 3, () -> moved(1));
        data[2] = 'x';
        add("d");

        assertThat(moved(3)).isEqualTo("bcd");
    }

    @Test
    void lend_aSendThatFails_leavesACopy() {
        byte[] data = "abc".getBytes(UTF_8);
        var failure = new IllegalStateException("broken");

        assertThatThrownBy(
                        () ->
                                outgoing.lend(
                                        data,
                                        0,
                                        3,
                                        () -> {
                                            throw failure;
                                        }))
                .isSameAs(failure);
        data[0] = 'x';

        assertThat(moved(3)).isEqualTo("abc");
    }
}
