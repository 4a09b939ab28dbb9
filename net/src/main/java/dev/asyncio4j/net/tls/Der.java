// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net.tls;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Objects;

/// Keys in the forms that came before PKCS#8, put into it: the JDK reads no other. **Source** RFC
/// 5208,
/// 5915, 8017.
final class Der {

    private static final int SEQUENCE = 0x30;
    private static final int OCTETS = 0x04;
    private static final int PARAMETERS = 0xa0;
    private static final byte[] VERSION_0 = {0x02, 0x01, 0x00};

    /// The object identifiers rsaEncryption, with its parameters, and ecPublicKey, without.
    private static final byte[] RSA = {
        0x06,
        0x09,
        0x2a,
        (byte) 0x86,
        0x48,
        (byte) 0x86,
        (byte) 0xf7,
        0x0d,
        0x01,
        0x01,
        0x01,
        0x05,
        0x00
    };
    private static final byte[] EC = {
        0x06, 0x07, 0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 0x02, 0x01
    };

    private Der() {}

    /// Of an `RSAPrivateKey`.
    static byte[] ofRsa(byte[] key) {
        return pkcs8(RSA, key);
    }

    /// Of an `ECPrivateKey`, which names its curve.
    /// @throws IndexOutOfBoundsException if it does not, or is cut off
    static byte[] ofEc(byte[] key) {
        int at = begin(key, 0);
        at = end(key, at); // version
        at = end(key, at); // the number
        while (key[at] != (byte) PARAMETERS) {
            at = end(key, at);
        }
        byte[] curve = Arrays.copyOfRange(key, begin(key, at), end(key, at));
        return pkcs8(joined(EC, curve), key);
    }

    private static byte[] pkcs8(byte[] algorithm, byte[] key) {
        return element(
                SEQUENCE, joined(VERSION_0, element(SEQUENCE, algorithm), element(OCTETS, key)));
    }

    private static byte[] element(int tag, byte[] content) {
        ByteArrayOutputStream made = new ByteArrayOutputStream();
        made.write(tag);
        if (content.length < 0x80) {
            made.write(content.length);
        } else {
            int octets = content.length < 0x100 ? 1 : content.length < 0x10000 ? 2 : 3;
            made.write(0x80 + octets);
            for (int i = octets - 1; i >= 0; i--) {
                made.write(content.length >> (8 * i));
            }
        }
        made.writeBytes(content);
        return made.toByteArray();
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream made = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            made.writeBytes(part);
        }
        return made.toByteArray();
    }

    /// Where the content of the element at `at` begins.
    private static int begin(byte[] der, int at) {
        int length = der[at + 1] & 0xff;
        return at + 2 + (length < 0x80 ? 0 : length & 0x7f);
    }

    /// Where the element at `at` ends.
    private static int end(byte[] der, int at) {
        int begin = begin(der, at);
        int length = der[at + 1] & 0xff;
        if (length >= 0x80) {
            length = 0;
            for (int i = at + 2; i < begin; i++) {
                length = (length << 8) | (der[i] & 0xff);
            }
        }
        int end = begin + length;
        int _ = Objects.checkFromToIndex(begin, end, der.length);
        return end;
    }
}
