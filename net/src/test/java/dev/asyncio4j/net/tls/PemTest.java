// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.util.List;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.PKCS8Generator;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.openssl.jcajce.JceOpenSSLPKCS8EncryptorBuilder;
import org.bouncycastle.openssl.jcajce.JcePEMEncryptorBuilder;
import org.bouncycastle.util.io.pem.PemObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Certificates and keys in all the forms that people have them in.
class PemTest {
    @TempDir Path folder;

    private static KeyPair pair(String algorithm, int size) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
        if (size > 0) {
            generator.initialize(size);
        }
        return generator.generateKeyPair();
    }

    /// As OpenSSL writes it: with the name of the curve inside.
    private static PemObject old(KeyPair pair) throws IOException {
        PrivateKeyInfo info = PrivateKeyInfo.getInstance(pair.getPrivate().getEncoded());
        ECPrivateKey key = ECPrivateKey.getInstance(info.parsePrivateKey());
        int bits =
                ((java.security.interfaces.ECKey) pair.getPrivate())
                        .getParams()
                        .getOrder()
                        .bitLength();
        var withCurve =
                new ECPrivateKey(bits, key.getKey(), info.getPrivateKeyAlgorithm().getParameters());
        return new PemObject("EC PRIVATE KEY", withCurve.getEncoded());
    }

    /// What makes a key the same, in whichever form it came.
    private static Object number(PrivateKey key) {
        return key instanceof java.security.interfaces.ECPrivateKey ec
                ? List.of(ec.getS(), ec.getParams().getOrder())
                : key;
    }

    private Path written(Object... what) throws IOException {
        StringWriter text = new StringWriter();
        try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
            for (Object each : what) {
                writer.writeObject(each);
            }
        }
        return Files.writeString(Files.createTempFile(folder, "some", ".pem"), text.toString());
    }

    @ParameterizedTest
    @CsvSource({"RSA,2048", "RSA,4096", "EC,256", "EC,384", "EC,521", "DSA,1024"})
    void oldAndNewForms_areRead(String algorithm, int size) throws Exception {
        KeyPair pair = pair(algorithm, size);

        if (!algorithm.equals("DSA")) {
            Path old = written(algorithm.equals("EC") ? old(pair) : pair);
            assertThat(Files.readString(old))
                    .startsWith("-----BEGIN " + algorithm + " PRIVATE KEY");
            assertThat(number(Pem.privateKey(old, null))).isEqualTo(number(pair.getPrivate()));
        }
        assertThat(Pem.privateKey(written(new JcaPKCS8Generator(pair.getPrivate(), null)), null))
                .isEqualTo(pair.getPrivate());
    }

    @Test
    void edwardsKeys_areRead() throws Exception {
        KeyPair pair = pair("Ed25519", 0);

        assertThat(Pem.privateKey(written(new JcaPKCS8Generator(pair.getPrivate(), null)), null))
                .isEqualTo(pair.getPrivate());
    }

    @Test
    void keyWithAPassword_isOpenedByIt_andByNoOther() throws Exception {
        KeyPair pair = pair("EC", 256);
        var encryptor =
                new JceOpenSSLPKCS8EncryptorBuilder(PKCS8Generator.AES_256_CBC)
                        .setRandom(new SecureRandom())
                        .setProvider(new BouncyCastleProvider())
                        .setPassword("secret".toCharArray())
                        .build();
        Path locked = written(new JcaPKCS8Generator(pair.getPrivate(), encryptor));

        assertThat(Pem.privateKey(locked, "secret")).isEqualTo(pair.getPrivate());
        assertThatThrownBy(() -> Pem.privateKey(locked, "other"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("privateKey: " + locked + " (expected: one that the password opens)");
        assertThatThrownBy(() -> Pem.privateKey(locked, null))
                .hasMessage(
                        "privateKey: "
                                + locked
                                + " (expected: with a password, for it is encrypted)");
    }

    @Test
    void oldKeyWithAPassword_namesTheWayOut() throws Exception {
        var encryptor =
                new JcePEMEncryptorBuilder("AES-128-CBC")
                        .setProvider(new BouncyCastleProvider())
                        .build("secret".toCharArray());
        StringWriter text = new StringWriter();
        try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
            writer.writeObject(pair("RSA", 2048).getPrivate(), encryptor);
        }
        Path old = Files.writeString(folder.resolve("old.pem"), text.toString());

        assertThatThrownBy(() -> Pem.privateKey(old, "secret"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("openssl pkcs8 -topk8");
    }

    @Test
    void textAroundTheBlocks_isIgnored() throws Exception {
        Notary.Owner owner =
                Notary.ofHost("a").signedBy(Notary.ofAuthority("b").signedBy(Notary.root()));
        Path file = owner.chainIn(folder);
        String pem = Files.readString(file);
        Files.writeString(
                file, "subject=CN = a\r\n" + pem.replace("\n", "\r\n") + "\r\n-- the end\r\n");

        assertThat(Pem.certificates("certificates", file)).isEqualTo(owner.chain());
    }

    @Test
    void filesThatHaveNotWhatTheyShould_areNamed() throws Exception {
        Notary.Owner owner = Notary.ofHost("a").signedBy(Notary.root());
        Path chain = owner.chainIn(folder);
        Path key = owner.keyIn(folder);
        Path broken =
                Files.writeString(
                        folder.resolve("broken.pem"),
                        "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"
                                + "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n");
        Path cutOff =
                Files.writeString(
                        folder.resolve("cut.pem"),
                        "-----BEGIN EC PRIVATE KEY-----\nMHcCAQEE\n-----END EC PRIVATE KEY-----\n");

        assertThatThrownBy(() -> Pem.certificates("trusted", key))
                .hasMessage("trusted: " + key + " (expected: a PEM file with a CERTIFICATE)");
        assertThatThrownBy(() -> Pem.privateKey(chain, null))
                .hasMessage("privateKey: " + chain + " (expected: a PEM file with a PRIVATE KEY)");
        assertThatThrownBy(() -> Pem.certificates("certificates", broken))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("certificates in PEM that are whole");
        assertThatThrownBy(() -> Pem.privateKey(broken, null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("an RSA, EC, EdDSA or DSA key that is whole");
        assertThatThrownBy(() -> Pem.privateKey(cutOff, null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("a key that is whole");
        assertThatThrownBy(() -> Pem.privateKey(folder.resolve("none"), null))
                .isInstanceOf(NoSuchFileException.class);
        Path others = Notary.ofHost("b").signedBy(Notary.root()).keyIn(folder);
        assertThatThrownBy(() -> Identity.read(chain, others, null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "privateKey: "
                                + others
                                + " (expected: the key of the first certificate in "
                                + chain
                                + ")");
    }
}
