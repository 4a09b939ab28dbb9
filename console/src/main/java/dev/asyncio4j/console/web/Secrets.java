// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.console.web;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/// What lets a viewer in: three random texts of 128 bits, made anew for each start, never written
/// down and compared in constant time. **Thread** any.
///
/// @param token stands in the address that the program prints, behind the `#`, which browsers do
///     not send
/// @param session the cookie that who sends the token gets
/// @param control what the page sends with each thing that changes something; it is told in the
///     answer to the token, which no other site can read
record Secrets(String token, String session, String control) {

    static Secrets fresh() {
        SecureRandom random = new SecureRandom();
        return new Secrets(text(random), text(random), text(random));
    }

    private static String text(SecureRandom random) {
        byte[] bytes = new byte[16];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    static boolean same(@Nullable String given, String secret) {
        return given != null
                && MessageDigest.isEqual(
                        given.getBytes(StandardCharsets.UTF_8),
                        secret.getBytes(StandardCharsets.UTF_8));
    }

    /// Secrets are not for logs.
    @Override
    public String toString() {
        return "Secrets";
    }
}
