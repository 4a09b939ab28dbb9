// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net.tls;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/// Makes certificates, good ones and such as nobody should trust.
final class Notary {

    private static final AtomicInteger SERIAL = new AtomicInteger(1000);
    private static final Instant NOW = Instant.now();

    /// Whom a certificate belongs to: its key, and the certificates up to the root, which is not in
    /// it.
    record Owner(
            PrivateKey key, PublicKey known, List<X509Certificate> chain, X509Certificate root) {
        X509Certificate certificate() {
            return chain.getFirst();
        }

        /// Shows its own certificate only.
        Owner withoutIntermediates() {
            return new Owner(key, known, List.of(certificate()), root);
        }

        Path chainIn(Path folder) {
            return pem(folder, "chain", chain.toArray());
        }

        Path keyIn(Path folder) {
            return pem(folder, "key", key);
        }

        Path rootIn(Path folder) {
            return pem(folder, "root", root);
        }

        /// Settings of a server that is this one.
        TlsSettings server(Path folder) {
            return TlsSettings.server(chainIn(folder), keyIn(folder));
        }
    }

    private final String name;
    private Instant from = NOW.minus(Duration.ofDays(2));
    private Instant until = NOW.plus(Duration.ofDays(30));
    private String keys = "EC";
    private int keySize = 256;
    private String signature;
    private int usage = KeyUsage.digitalSignature;
    private KeyPurposeId purpose = KeyPurposeId.id_kp_serverAuth;
    private boolean authority;
    private final List<GeneralName> names = new ArrayList<>();
    private ASN1Encodable constraint;
    private boolean unknownExtension;

    private Notary(String name) {
        this.name = name;
    }

    /// For somebody of this name, which need not be a host's.
    static Notary of(String name) {
        return new Notary(name);
    }

    /// For a server with this name.
    static Notary ofHost(String host) {
        return of(host).dns(host);
    }

    static Notary ofAuthority(String name) {
        Notary made = of(name);
        made.authority = true;
        made.usage = KeyUsage.keyCertSign | KeyUsage.cRLSign;
        return made;
    }

    static Owner root() {
        return ofAuthority("root").selfSigned();
    }

    Notary dns(String host) {
        names.add(new GeneralName(GeneralName.dNSName, host));
        return this;
    }

    Notary address(String address) {
        names.add(new GeneralName(GeneralName.iPAddress, address));
        return this;
    }

    Notary validFrom(Duration fromNow) {
        from = NOW.plus(fromNow);
        return this;
    }

    Notary validUntil(Duration fromNow) {
        until = NOW.plus(fromNow);
        return this;
    }

    Notary keys(String algorithm, int size) {
        keys = algorithm;
        keySize = size;
        return this;
    }

    Notary signedBy(String algorithm) {
        signature = algorithm;
        return this;
    }

    Notary usage(int bits) {
        usage = bits;
        return this;
    }

    Notary purpose(KeyPurposeId id) {
        purpose = id;
        return this;
    }

    Notary noAuthority() {
        authority = false;
        return this;
    }

    /// Only names below `domain` may be signed.
    Notary constrainedTo(String domain) {
        var permitted = new GeneralSubtree(new GeneralName(GeneralName.dNSName, domain));
        constraint = new NameConstraints(new GeneralSubtree[] {permitted}, null);
        return this;
    }

    Notary withCriticalExtensionThatNobodyKnows() {
        unknownExtension = true;
        return this;
    }

    Owner selfSigned() {
        KeyPair pair = pair();
        X509Certificate made = certificate(pair, pair.getPrivate(), principal());
        return new Owner(pair.getPrivate(), pair.getPublic(), List.of(made), made);
    }

    Owner signedBy(Owner issuer) {
        KeyPair pair = pair();
        X509Certificate made =
                certificate(pair, issuer.key(), issuer.certificate().getSubjectX500Principal());
        List<X509Certificate> chain = new ArrayList<>(List.of(made));
        if (issuer.certificate() != issuer.root()) {
            chain.addAll(issuer.chain());
        }
        return new Owner(pair.getPrivate(), pair.getPublic(), chain, issuer.root());
    }

    private X500Principal principal() {
        return new X500Principal("CN=" + name);
    }

    private KeyPair pair() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(keys);
            if (keySize > 0) {
                generator.initialize(keySize);
            }
            return generator.generateKeyPair();
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException(missing);
        }
    }

    private X509Certificate certificate(KeyPair pair, PrivateKey signing, X500Principal issuer) {
        String algorithm = signature;
        if (algorithm == null) {
            algorithm =
                    switch (signing.getAlgorithm()) {
                        case "RSA" -> "SHA256withRSA";
                        case "EC" -> "SHA256withECDSA";
                        default -> signing.getAlgorithm();
                    };
        }
        try {
            var builder =
                    new JcaX509v3CertificateBuilder(
                            issuer,
                            BigInteger.valueOf(SERIAL.incrementAndGet()),
                            Date.from(from),
                            Date.from(until),
                            principal(),
                            pair.getPublic());
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(authority));
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(usage));
            if (!authority) {
                builder.addExtension(
                        Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purpose));
            }
            if (!names.isEmpty()) {
                builder.addExtension(
                        Extension.subjectAlternativeName,
                        false,
                        new GeneralNames(names.toArray(GeneralName[]::new)));
            }
            if (constraint != null) {
                builder.addExtension(Extension.nameConstraints, true, constraint);
            }
            if (unknownExtension) {
                builder.addExtension(
                        new ASN1ObjectIdentifier("1.3.6.1.4.1.99999.1"), true, new byte[] {5, 0});
            }
            var signer = new JcaContentSignerBuilder(algorithm).build(signing);
            return new JcaX509CertificateConverter().getCertificate(builder.build(signer));
        } catch (CertIOException | OperatorCreationException | GeneralSecurityException refused) {
            throw new IllegalStateException(refused);
        }
    }

    /// A file in `folder` with these certificates or keys.
    static Path pem(Path folder, String name, Object... what) {
        StringWriter text = new StringWriter();
        try {
            try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
                for (Object each : Arrays.asList(what)) {
                    writer.writeObject(
                            each instanceof PrivateKey key
                                    ? new org.bouncycastle.util.io.pem.PemObject(
                                            "PRIVATE KEY", key.getEncoded())
                                    : each);
                }
            }
            Path file = Files.createTempFile(folder, name, ".pem");
            return Files.writeString(file, text.toString());
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
