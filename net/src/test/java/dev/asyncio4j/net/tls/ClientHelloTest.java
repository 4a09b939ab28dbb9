// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import org.junit.jupiter.api.Test;

/// The records of a connection, and the name in the first of them.
class ClientHelloTest {

    private static byte[] hello(String name) throws Exception {
        SSLEngine engine = SSLContext.getDefault().createSSLEngine();
        engine.setUseClientMode(true);
        SSLParameters rules = engine.getSSLParameters();
        if (name != null) {
            rules.setServerNames(List.of(new SNIHostName(name)));
        }
        engine.setSSLParameters(rules);
        engine.beginHandshake();
        ByteBuffer out = ByteBuffer.allocate(32 * 1024);
        engine.wrap(ByteBuffer.allocate(0), out);
        return Arrays.copyOf(out.array(), out.position());
    }

    /// The same message in records of so many bytes.
    private static byte[] inPieces(byte[] record, int size) {
        ByteBuffer out = ByteBuffer.allocate(record.length * 10);
        for (int at = 5; at < record.length; at += size) {
            int length = Math.min(size, record.length - at);
            out.put(record, 0, 3).putShort((short) length).put(record, at, length);
        }
        return Arrays.copyOf(out.array(), out.position());
    }

    @Test
    void name_isFound_howeverManyRecordsItIsIn() throws Exception {
        byte[] hello = hello("some.example.org");

        assertThat(ClientHello.in(hello).name()).isEqualTo("some.example.org");
        assertThat(ClientHello.in(inPieces(hello, 7)).name()).isEqualTo("some.example.org");
        assertThat(ClientHello.in(inPieces(hello, 1)).name()).isEqualTo("some.example.org");
        assertThat(ClientHello.in(hello(null))).isEqualTo(new ClientHello.Asked(true, null));
    }

    @Test
    void part_isWaitedFor() throws Exception {
        byte[] hello = hello("some.example.org");

        for (int i = 0; i < hello.length; i++) {
            assertThat(ClientHello.in(Arrays.copyOf(hello, i)))
                    .isEqualTo(new ClientHello.Asked(false, null));
        }
    }

    @Test
    void whatIsNoHello_hasNoName() throws Exception {
        byte[] hello = hello("some.example.org");
        Random random = new Random(7);
        for (int i = 0; i < 20_000; i++) {
            byte[] changed = hello.clone();
            for (int n = random.nextInt(4); n >= 0; n--) {
                changed[random.nextInt(changed.length)] = (byte) random.nextInt();
            }
            try {
                assertThat(ClientHello.in(changed)).isNotNull();
            } catch (SSLException tooLong) {
                assertThat(tooLong).hasMessageContaining("ClientHello of ");
            }
        }
        assertThat(ClientHello.in("GET / HTTP/1.1".getBytes()))
                .isEqualTo(new ClientHello.Asked(true, null));
    }

    @Test
    void endlessOne_isRefused() {
        byte[] empty = new byte[40_000]; // records without content
        for (int i = 0; i < empty.length; i += 5) {
            empty[i] = 22;
        }
        byte[] longOne = {22, 3, 1, 0, 4, 1, 127, 0, 0};

        assertThatThrownBy(() -> ClientHello.in(empty))
                .isInstanceOf(SSLException.class)
                .hasMessage("a ClientHello in very small pieces");
        assertThatThrownBy(() -> ClientHello.in(longOne))
                .isInstanceOf(SSLException.class)
                .hasMessage("a ClientHello of 8323072 bytes (expected: <= 16384)");
    }

    @Test
    void records_areCutOut_howeverTheyCome() throws Exception {
        byte[] all = {22, 3, 3, 0, 2, 1, 2, 23, 3, 3, 0, 0, 21, 3, 3, 0, 1, 9};
        for (int size = 1; size <= all.length; size++) {
            Records records = new Records();
            StringBuilder found = new StringBuilder();
            for (int at = 0; at < all.length; at += size) {
                records.add(Arrays.copyOfRange(all, at, Math.min(at + size, all.length)));
                for (ByteBuffer each = records.next(); each != null; each = records.next()) {
                    found.append(each.remaining()).append(' ').append(each.get()).append("; ");
                }
            }
            assertThat(found.toString()).isEqualTo("7 22; 5 23; 6 21; ");
            assertThat(records.size()).isZero();
            assertThat(records.type()).isEqualTo(-1);
        }
    }

    @Test
    void whatIsNoRecord_isRefused() {
        Records text = new Records();
        text.add("HELO".getBytes());
        Records longOne = new Records();
        longOne.add(new byte[] {23, 3, 3, 127, 127, 0});

        assertThatThrownBy(text::next)
                .isInstanceOf(SSLException.class)
                .hasMessage("what came is not TLS: 0x48454c4f 'HELO'");
        assertThatThrownBy(longOne::next)
                .hasMessage("a record of 32639 bytes (expected: <= 18432)");
    }
}
