// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net.tls;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import org.jspecify.annotations.Nullable;

/// Who this side is.
///
/// @param key the private one
/// @param chain its certificate, and those of the authorities above it
record Identity(PrivateKey key, List<X509Certificate> chain) {

    private static final char[] UNLOCKED = {};

    /// Reads it from PEM files. **Thread** any; it blocks.
    static Identity read(Path certificates, Path privateKey, @Nullable String password)
            throws IOException {
        List<X509Certificate> chain = Pem.certificates("certificates", certificates);
        PrivateKey key = Pem.privateKey(privateKey, password);
        if (!belongTogether(key, chain.getFirst().getPublicKey())) {
            throw new IllegalArgumentException(
                    "privateKey: "
                            + privateKey
                            + " (expected: the key of the first certificate in "
                            + certificates
                            + ")");
        }
        return new Identity(key, chain);
    }

    /// Whether what one signs the other verifies.
    private static boolean belongTogether(PrivateKey own, PublicKey known) {
        String kind = own.getAlgorithm();
        String algorithm =
                switch (kind) {
                    case "RSA" -> "SHA256withRSA";
                    case "EC" -> "SHA256withECDSA";
                    case "DSA" -> "SHA256withDSA";
                    default -> kind; // EdDSA, Ed25519, RSASSA-PSS
                };
        try {
            byte[] sample = {1, 2, 3};
            Signature signing = Signature.getInstance(algorithm);
            signing.initSign(own);
            signing.update(sample);
            byte[] signature = signing.sign();
            Signature verifying = Signature.getInstance(algorithm);
            verifying.initVerify(known);
            verifying.update(sample);
            return verifying.verify(signature);
        } catch (GeneralSecurityException different) {
            return false;
        }
    }

    /// As the JDK's engine and others take it.
    KeyManagerFactory keyManagers() throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry("key", key, UNLOCKED, chain.toArray(X509Certificate[]::new));
        KeyManagerFactory factory =
                KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, UNLOCKED);
        return factory;
    }
}
