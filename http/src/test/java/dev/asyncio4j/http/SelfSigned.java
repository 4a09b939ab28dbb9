// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http;

import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.Asyncio.toThread;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/// A certificate for localhost that nobody else trusts, made by openssl.
///
/// @param certificate where it is
/// @param key where its key is
public record SelfSigned(Path certificate, Path key) {

    /// Makes one in a folder.
    public static SelfSigned in(Path folder) throws Exception {
        SelfSigned made =
                new SelfSigned(folder.resolve("certificate.pem"), folder.resolve("key.pem"));
        String command =
                "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2"
                        + " -subj /CN=localhost -addext subjectAltName=DNS:localhost -keyout "
                        + made.key
                        + " -out "
                        + made.certificate;
        return await(
                toThread(
                        () -> {
                            Process openssl =
                                    new ProcessBuilder(command.split(" "))
                                            .redirectErrorStream(true)
                                            .start();
                            byte[] said = openssl.getInputStream().readAllBytes();
                            assertThat(openssl.waitFor())
                                    .as(new String(said, StandardCharsets.UTF_8))
                                    .isZero();
                            return made;
                        }));
    }
}
