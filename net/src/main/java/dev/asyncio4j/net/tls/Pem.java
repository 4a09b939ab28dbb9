// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import org.jspecify.annotations.Nullable;

/// Certificates and keys as text files. **Thread** any; all of it blocks. **Source** RFC 7468.
final class Pem {

    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----(.*?)-----END \\1-----", Pattern.DOTALL);
    private static final String KEYS = "PRIVATE KEY";

    private Pem() {}

    private record Block(String label, String body) {
        byte[] bytes() {
            return Base64.getMimeDecoder().decode(body);
        }
    }

    private static List<Block> blocks(Path file) throws IOException {
        String text = Files.readString(file, StandardCharsets.ISO_8859_1);
        List<Block> found = new ArrayList<>();
        Matcher each = BLOCK.matcher(text);
        while (each.find()) {
            found.add(new Block(each.group(1), each.group(2)));
        }
        return found;
    }

    private static IllegalArgumentException refusal(
            String name, Path file, String expected, @Nullable Throwable cause) {
        return new IllegalArgumentException(
                name + ": " + file + " (expected: " + expected + ")", cause);
    }

    // ---- certificates

    /// All certificates in a file, which `name` is called in the settings.
    static List<X509Certificate> certificates(String name, Path file) throws IOException {
        List<X509Certificate> found = new ArrayList<>();
        try {
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            for (Block block : blocks(file)) {
                if (block.label().endsWith("CERTIFICATE")) {
                    found.add(
                            (X509Certificate)
                                    factory.generateCertificate(
                                            new ByteArrayInputStream(block.bytes())));
                }
            }
        } catch (GeneralSecurityException | IllegalArgumentException broken) {
            throw refusal(name, file, "certificates in PEM that are whole", broken);
        }
        if (found.isEmpty()) {
            throw refusal(name, file, "a PEM file with a CERTIFICATE", null);
        }
        return found;
    }

    // ---- keys

    /// The first private key in a file.
    static PrivateKey privateKey(Path file, @Nullable String password) throws IOException {
        for (Block block : blocks(file)) {
            if (block.label().endsWith(KEYS)) {
                return key(file, block, password);
            }
        }
        throw refusal("privateKey", file, "a PEM file with a PRIVATE KEY", null);
    }

    private static PrivateKey key(Path file, Block block, @Nullable String password) {
        if (block.body().contains("ENCRYPTED")) {
            throw refusal(
                    "privateKey",
                    file,
                    "PKCS#8; `openssl pkcs8 -topk8` makes it of this old form",
                    null);
        }
        try {
            return switch (block.label()) {
                case "PRIVATE KEY" -> key(file, new PKCS8EncodedKeySpec(block.bytes()));
                case "ENCRYPTED PRIVATE KEY" -> key(file, unlocked(file, block.bytes(), password));
                case "RSA PRIVATE KEY" ->
                        key(file, new PKCS8EncodedKeySpec(Der.ofRsa(block.bytes())));
                case "EC PRIVATE KEY" ->
                        key(file, new PKCS8EncodedKeySpec(Der.ofEc(block.bytes())));
                default -> throw refusal("privateKey", file, "RSA, EC or EdDSA", null);
            };
        } catch (IndexOutOfBoundsException broken) {
            throw refusal("privateKey", file, "a key that is whole", broken);
        }
    }

    private static PrivateKey key(Path file, PKCS8EncodedKeySpec spec) {
        List<Throwable> refusals = new ArrayList<>();
        for (String algorithm : List.of("EC", "RSA", "EdDSA", "RSASSA-PSS", "DSA")) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(spec);
            } catch (InvalidKeySpecException another) {
                refusals.add(another);
            } catch (GeneralSecurityException missing) {
                throw new IllegalStateException(missing); // the JDK has all of them
            }
        }
        IllegalArgumentException unknown =
                refusal("privateKey", file, "an RSA, EC, EdDSA or DSA key that is whole", null);
        refusals.forEach(unknown::addSuppressed);
        throw unknown;
    }

    private static PKCS8EncodedKeySpec unlocked(
            Path file, byte[] locked, @Nullable String password) {
        if (password == null) {
            throw refusal("privateKey", file, "with a password, for it is encrypted", null);
        }
        EncryptedPrivateKeyInfo sealed = sealed(file, locked);
        try {
            String algorithm = sealed.getAlgName();
            if (algorithm.equals("PBES2") || algorithm.startsWith("1.2.")) {
                algorithm = sealed.getAlgParameters().toString(); // names what it consists of
            }
            SecretKeyFactory factory = SecretKeyFactory.getInstance(algorithm);
            Cipher cipher = Cipher.getInstance(algorithm);
            cipher.init(
                    Cipher.DECRYPT_MODE,
                    factory.generateSecret(new PBEKeySpec(password.toCharArray())),
                    sealed.getAlgParameters());
            return sealed.getKeySpec(cipher);
        } catch (GeneralSecurityException wrong) {
            throw refusal("privateKey", file, "one that the password opens", wrong);
        }
    }

    private static EncryptedPrivateKeyInfo sealed(Path file, byte[] locked) {
        try {
            return new EncryptedPrivateKeyInfo(locked);
        } catch (IOException unknown) {
            throw refusal("privateKey", file, "encrypted with AES, and whole", unknown);
        }
    }
}
