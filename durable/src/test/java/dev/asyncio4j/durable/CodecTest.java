// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.durable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.CharacterCodingException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("once")
class CodecTest {

    @Test
    void of_codesByItsTwoFunctions() throws Exception {
        Codec<BigInteger> numbers = Codec.of(BigInteger::toByteArray, BigInteger::new);

        assertThat(numbers.encode(BigInteger.valueOf(258))).containsExactly(1, 2);
        assertThat(numbers.decode(new byte[] {1, 2})).isEqualTo(258);
    }

    @Test
    void of_functionsThatFail_failWithTheirOwnException() {
        var failure = new IOException("no");
        Codec<String> broken =
                Codec.of(
                        text -> {
                            throw failure;
                        },
                        bytes -> {
                            throw failure;
                        });

        assertThatThrownBy(() -> broken.encode("a")).isSameAs(failure);
        assertThatThrownBy(() -> broken.decode(new byte[1])).isSameAs(failure);
    }

    @Test
    void of_aHalfThatIsMissing_isNamed() {
        assertThatNullPointerException()
                .isThrownBy(() -> Codec.of(null, bytes -> ""))
                .withMessage("encode");
        assertThatNullPointerException()
                .isThrownBy(() -> Codec.of(text -> new byte[0], null))
                .withMessage("decode");
    }

    @Test
    void utf8_bytesThatAreNoText_areRefused() {
        assertThatThrownBy(() -> Codec.utf8().decode(new byte[] {'a', (byte) 0xC3}))
                .isInstanceOf(CharacterCodingException.class);
    }

    @Test
    void bytes_areCopied() throws Exception {
        byte[] bytes = {1};

        byte[] encoded = Codec.bytes().encode(bytes);
        byte[] decoded = Codec.bytes().decode(bytes);
        bytes[0] = 2;

        assertThat(encoded).containsExactly(1);
        assertThat(decoded).containsExactly(1);
    }
}
