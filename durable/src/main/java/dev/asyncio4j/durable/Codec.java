// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.durable;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/// How values become the bytes that a broker keeps, and bytes values. A two-method interface, for a
/// JSON library or whatever a program likes. **Thread** loop.
///
/// @param <T> a value
public interface Codec<T> {

    /// The bytes of `value`, in an array of its own. **Suspends** never.
    /// @throws Exception whatever it likes: the putter gets that very object
    byte[] encode(T value) throws Exception;

    /// The value of `bytes`. **Suspends** never.
    /// @throws Exception whatever it likes, for bytes that are no value: then the message goes to
    ///     the dead letters
    T decode(byte[] bytes) throws Exception;

    /// A codec of two functions, as `Codec.of(json::write, bytes -> json.read(bytes,
    /// Order.class))`.
    /// @param <T> a value
    /// @param encode called by [#encode(Object)], and held to what stands there
    /// @param decode called by [#decode(byte[])]
    static <T> Codec<T> of(Function<T, byte[]> encode, Function<byte[], T> decode) {
        Objects.requireNonNull(encode, "encode");
        Objects.requireNonNull(decode, "decode");
        return new Codec<>() {
            @Override
            public byte[] encode(T value) throws Exception {
                return encode.apply(value);
            }

            @Override
            public T decode(byte[] bytes) throws Exception {
                return decode.apply(bytes);
            }
        };
    }

    /// A half of a codec.
    ///
    /// @param <A> what it takes
    /// @param <B> what it makes of it
    @FunctionalInterface
    interface Function<A, B> {

        /// The same value in the other form. **Suspends** never. **Thread** loop.
        /// @throws Exception whatever it likes, as in [Codec]
        B apply(A value) throws Exception;
    }

    /// Texts, as UTF-8. Bytes that are none are refused.
    static Codec<String> utf8() {
        return new Codec<>() {
            @Override
            public byte[] encode(String value) {
                return value.getBytes(StandardCharsets.UTF_8);
            }

            @Override
            public String decode(byte[] bytes) throws CharacterCodingException {
                return StandardCharsets.UTF_8
                        .newDecoder()
                        .decode(ByteBuffer.wrap(bytes))
                        .toString();
            }
        };
    }

    /// Bytes as they are; copied, so that nobody else changes them.
    static Codec<byte[]> bytes() {
        return new Codec<>() {
            @Override
            public byte[] encode(byte[] value) {
                return value.clone();
            }

            @Override
            public byte[] decode(byte[] bytes) {
                return bytes.clone();
            }
        };
    }
}
