// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net.boringssl;

import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/// Engines of BoringSSL, alike but for who they are. **Thread** any.
public final class BoringSsl {

    private final SslContext context;

    private BoringSsl(SslContext context) {
        this.context = context;
    }

    /// Those with this key, this trust and these rules. It blocks, while the native code is loaded.
    /// @throws IllegalStateException if the native code is not there
    /// @throws IOException if it refuses the rules
    public static BoringSsl of(
            boolean server,
            @Nullable KeyManagerFactory keys,
            TrustManager trust,
            List<String> versions,
            List<String> ciphers,
            List<String> alpn)
            throws IOException {
        if (!OpenSsl.isAvailable()) {
            throw new IllegalStateException(
                    "engine: BORINGSSL (expected: netty-tcnative-boringssl-static for this system on"
                            + " the class path)",
                    OpenSsl.unavailabilityCause());
        }
        SslContextBuilder builder =
                server && keys != null
                        ? SslContextBuilder.forServer(keys)
                        : SslContextBuilder.forClient().keyManager(keys);
        builder.sslProvider(SslProvider.OPENSSL)
                .trustManager(trust)
                .protocols(versions)
                .ciphers(ciphers.isEmpty() ? null : ciphers);
        if (!alpn.isEmpty()) {
            builder.applicationProtocolConfig(
                    new ApplicationProtocolConfig(
                            ApplicationProtocolConfig.Protocol.ALPN,
                            ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
                            ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT,
                            alpn));
        }
        return new BoringSsl(builder.build());
    }

    /// An engine for one connection; its buffers are not Netty's pooled ones, which each strand
    /// would
    /// have its own of.
    public SSLEngine engine(@Nullable String host, int port) {
        UnpooledByteBufAllocator buffers = UnpooledByteBufAllocator.DEFAULT;
        return host == null ? context.newEngine(buffers) : context.newEngine(buffers, host, port);
    }

    /// Gives back what an engine holds, if it is one of these.
    public static void release(SSLEngine engine) {
        boolean _ = ReferenceCountUtil.release(engine);
    }
}
