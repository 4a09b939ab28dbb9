// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net.tls;

import static dev.asyncio4j.Asyncio.async;
import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.Asyncio.toThread;

import dev.asyncio4j.Coroutine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/// How connections are encrypted: by TLS 1.3 or 1.2. Immutable; each `with` returns a changed copy.
///
/// A client trusts the JDK's authorities and checks that the certificate names the host. A server
/// shows a
/// certificate. Files are PEM. They are read with the first connection, off the loop, and once:
/// keep the
/// settings, so that connections share what was read, and the sessions that later ones resume.
///
/// **Thread** any. **Like** `ssl.SSLContext`.
public final class TlsSettings {

    private static final int LONGEST_ALPN = 255;

    // set once, before it is given away
    private final boolean server;
    private @Nullable SSLContext context;
    private @Nullable Path certificates;
    private @Nullable Path privateKey;
    private @Nullable String password;
    private @Nullable Path trusted;
    private boolean trustsAnyone;
    private boolean checksHostname = true;
    private List<String> alpn = List.of();
    private List<String> ciphers = List.of();
    private Set<TlsVersion> versions = EnumSet.allOf(TlsVersion.class);
    private ClientAuth clientAuth = ClientAuth.NONE;
    private TlsEngine engine = TlsEngine.JDK;
    private Map<String, TlsSettings> names = Map.of();
    private Duration handshakeTimeout = Duration.ofSeconds(60);
    private Duration shutdownTimeout = Duration.ofSeconds(30);

    // any thread: two may make it at the same time, then the later one stays
    private volatile @Nullable Engines engines;

    private TlsSettings(boolean server) {
        this.server = server;
    }

    private TlsSettings copy() {
        TlsSettings made = new TlsSettings(server);
        made.context = context;
        made.certificates = certificates;
        made.privateKey = privateKey;
        made.password = password;
        made.trusted = trusted;
        made.trustsAnyone = trustsAnyone;
        made.checksHostname = checksHostname;
        made.alpn = alpn;
        made.ciphers = ciphers;
        made.versions = versions;
        made.clientAuth = clientAuth;
        made.engine = engine;
        made.names = names;
        made.handshakeTimeout = handshakeTimeout;
        made.shutdownTimeout = shutdownTimeout;
        return made;
    }

    // ---- making them

    /// Of a client. **Like** `ssl.create_default_context()`.
    public static TlsSettings client() {
        return new TlsSettings(false);
    }

    /// Of a server with this certificate, followed by those of the authorities above it, and its
    /// key. **Like**
    /// `ssl.create_default_context(CLIENT_AUTH)` and `load_cert_chain`.
    public static TlsSettings server(Path certificates, Path privateKey) {
        return new TlsSettings(true).withCertificate(certificates, privateKey);
    }

    /// Of a server whose key has a password.
    public static TlsSettings server(Path certificates, Path privateKey, String password) {
        return new TlsSettings(true).withCertificate(certificates, privateKey, password);
    }

    /// Of a server with a context of the JDK's, which has keys and trust.
    public static TlsSettings server(SSLContext context) {
        return new TlsSettings(true).withContext(context);
    }

    /// With a context of the JDK's, in place of files.
    public TlsSettings withContext(SSLContext made) {
        TlsSettings copy = copy();
        copy.context = made;
        return copy;
    }

    /// With a certificate to show, followed by those of the authorities above it, and its key: a
    /// server's, or a
    /// client's own. **Like** `load_cert_chain`.
    /// @param key PKCS#8, or what OpenSSL wrote before
    public TlsSettings withCertificate(Path chain, Path key) {
        TlsSettings copy = copy();
        copy.certificates = chain;
        copy.privateKey = key;
        copy.password = null;
        return copy;
    }

    /// [#withCertificate(Path, Path)], whose key has a password.
    public TlsSettings withCertificate(Path chain, Path key, String keyPassword) {
        TlsSettings copy = withCertificate(chain, key);
        copy.password = keyPassword;
        return copy;
    }

    /// Trusting the authorities in this file, and no others. **Like** `load_verify_locations`.
    public TlsSettings withTrusted(Path authorities) {
        TlsSettings copy = copy();
        copy.trusted = authorities;
        return copy;
    }

    /// Offering these application protocols, the preferred one first: `"h2", "http/1.1"`. **Like**
    /// `set_alpn_protocols`; a server that knows none of the client's refuses the connection.
    /// @throws IllegalArgumentException if a name is empty or longer than 255 bytes
    public TlsSettings withAlpn(String... protocols) {
        for (String each : protocols) {
            int length = each.getBytes(StandardCharsets.UTF_8).length;
            if (length == 0 || length > LONGEST_ALPN) {
                throw new IllegalArgumentException(
                        "alpn: '" + each + "' (expected: 1 to 255 bytes)");
            }
        }
        TlsSettings copy = copy();
        copy.alpn = List.of(protocols);
        return copy;
    }

    /// Allowing these cipher suites only, by their names in the standard. **Like** `set_ciphers`.
    public TlsSettings withCiphers(String... suites) {
        TlsSettings copy = copy();
        copy.ciphers = List.of(suites);
        return copy;
    }

    /// Allowing these versions only. **Like** `minimum_version` and `maximum_version`.
    /// @throws IllegalArgumentException if there are none
    public TlsSettings withVersions(TlsVersion... allowed) {
        if (allowed.length == 0) {
            throw new IllegalArgumentException("versions: none (expected: at least one)");
        }
        TlsSettings copy = copy();
        copy.versions = EnumSet.copyOf(List.of(allowed));
        return copy;
    }

    /// Asking clients for certificates, of the authorities that are trusted. **Like**
    /// `verify_mode`.
    /// @throws IllegalStateException if these are a client's
    public TlsSettings withClientAuth(ClientAuth wish) {
        ensureServer("withClientAuth");
        TlsSettings copy = copy();
        copy.clientAuth = wish;
        return copy;
    }

    /// Using `other` for clients that ask for this name, when a server has several. **Like**
    /// `sni_callback`.
    /// @param name of a host; `*.example.org` is every name directly below. Others get these
    /// settings
    /// @throws IllegalStateException if these are a client's
    /// @throws IllegalArgumentException if `other` is a client's
    public TlsSettings withServerName(String name, TlsSettings other) {
        ensureServer("withServerName");
        if (!other.server) {
            throw new IllegalArgumentException(
                    "other: " + other + " (expected: a server's settings)");
        }
        TlsSettings copy = copy();
        Map<String, TlsSettings> more = new LinkedHashMap<>(names);
        more.put(name.toLowerCase(Locale.ROOT), other);
        copy.names = Map.copyOf(more);
        return copy;
    }

    /// With this engine; the JDK's otherwise.
    public TlsSettings withEngine(TlsEngine wish) {
        TlsSettings copy = copy();
        copy.engine = wish;
        return copy;
    }

    /// Ending a handshake that takes longer than this; 60 s otherwise. **Like**
    /// `ssl_handshake_timeout`.
    /// @throws IllegalArgumentException if it is not positive
    public TlsSettings withHandshakeTimeout(Duration limit) {
        ensurePositive("ssl_handshake_timeout", limit);
        TlsSettings copy = copy();
        copy.handshakeTimeout = limit;
        return copy;
    }

    /// Waiting so long for the other side to say goodbye, when closing; 30 s otherwise. **Like**
    /// `ssl_shutdown_timeout`.
    /// @throws IllegalArgumentException if it is not positive
    public TlsSettings withShutdownTimeout(Duration limit) {
        ensurePositive("ssl_shutdown_timeout", limit);
        TlsSettings copy = copy();
        copy.shutdownTimeout = limit;
        return copy;
    }

    /// Not checking that the certificate names the host; it must be trusted all the same. **Like**
    /// `check_hostname = False`.
    /// @throws IllegalStateException if these are a server's
    public TlsSettings withoutHostnameCheck() {
        ensureClient("withoutHostnameCheck");
        TlsSettings copy = copy();
        copy.checksHostname = false;
        return copy;
    }

    /// Accepting any certificate, whoever made it and whatever it names, so that anybody can be in
    /// between:
    /// for tests. **Like** `verify_mode = CERT_NONE`.
    /// @throws IllegalStateException if these are a server's
    public TlsSettings insecurelyTrustingAnyone() {
        TlsSettings copy = withoutHostnameCheck();
        copy.trustsAnyone = true;
        return copy;
    }

    private void ensureServer(String call) {
        if (!server) {
            throw new IllegalStateException(
                    call + " is for servers; begin with TlsSettings.server");
        }
    }

    private void ensureClient(String call) {
        if (server) {
            throw new IllegalStateException(
                    call + " is for clients; begin with TlsSettings.client");
        }
    }

    /// In asyncio's words.
    private static void ensurePositive(String name, Duration limit) {
        if (limit.isNegative() || limit.isZero()) {
            throw new IllegalArgumentException(
                    name + " should be a positive number, got " + limit.toMillis() / 1000.0);
        }
    }

    // ---- using them

    /// Reads the files now, so that a mistake in them shows. **Suspends** unless they have been
    /// read.
    /// Awaiting it throws `IOException` if one cannot be read, `IllegalArgumentException` if it has
    /// not what
    /// it should or the engine does not know a cipher, and `IllegalStateException` if the engine is
    /// not there.
    public Coroutine<@Nullable Void> prepare() {
        return async(
                "prepare",
                () -> {
                    if (engines == null) {
                        await(toThread(this::engines));
                    }
                    for (TlsSettings other : names.values()) {
                        await(other.prepare());
                    }
                });
    }

    /// What makes engines. It blocks the first time.
    Engines engines() throws IOException {
        Engines made = engines;
        if (made == null) {
            made = Engines.of(this);
            engines = made;
        }
        return made;
    }

    /// The settings for a client that asks for `name`; null is no name.
    TlsSettings named(@Nullable String name) {
        if (name == null) {
            return this;
        }
        String lower = name.toLowerCase(Locale.ROOT);
        TlsSettings found = names.get(lower);
        if (found == null) {
            found = names.get("*" + lower.substring(Math.max(0, lower.indexOf('.'))));
        }
        return found == null ? this : found;
    }

    boolean hasNames() {
        return !names.isEmpty();
    }

    @Nullable Identity readIdentity() throws IOException {
        return certificates == null || privateKey == null
                ? null
                : Identity.read(certificates, privateKey, password);
    }

    /// Whether they are a server's.
    public boolean isServer() {
        return server;
    }

    @Nullable SSLContext context() {
        return context;
    }

    @Nullable Path trusted() {
        return trusted;
    }

    boolean trustsAnyone() {
        return trustsAnyone;
    }

    boolean checksHostname() {
        return checksHostname;
    }

    /// The application protocols that are offered, the preferred one first; empty if none are.
    public List<String> alpn() {
        return alpn;
    }

    List<String> ciphers() {
        return ciphers;
    }

    Set<TlsVersion> versions() {
        return versions;
    }

    ClientAuth clientAuth() {
        return clientAuth;
    }

    TlsEngine engine() {
        return engine;
    }

    /// How long a handshake may take.
    public Duration handshakeTimeout() {
        return handshakeTimeout;
    }

    Duration shutdownTimeout() {
        return shutdownTimeout;
    }

    /// `<TlsSettings server [TLSv1.2, TLSv1.3] certificates=... trusted=... alpn=[...]>`; no
    /// password.
    @Override
    public String toString() {
        return "<TlsSettings "
                + (server ? "server " : "client ")
                + versions
                + (context == null ? "" : " context=" + context.getProtocol())
                + (certificates == null ? "" : " certificates=" + certificates)
                + (trusted == null ? "" : " trusted=" + trusted)
                + (alpn.isEmpty() ? "" : " alpn=" + alpn)
                + (clientAuth == ClientAuth.NONE ? "" : " clientAuth=" + clientAuth)
                + (engine == TlsEngine.JDK ? "" : " engine=" + engine)
                + (names.isEmpty() ? "" : " names=" + names.keySet())
                + (trustsAnyone ? " trusting anyone" : checksHostname ? "" : " any hostname")
                + ">";
    }
}
