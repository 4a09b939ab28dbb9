// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net.netty;

import static dev.asyncio4j.Asyncio.await;

import dev.asyncio4j.EventLoop;
import dev.asyncio4j.Future;
import dev.asyncio4j.net.waits.Kind;
import dev.asyncio4j.net.waits.Peer;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.resolver.ResolvedAddressTypes;
import io.netty.resolver.dns.DefaultDnsCache;
import io.netty.resolver.dns.DnsNameResolver;
import io.netty.resolver.dns.DnsNameResolverBuilder;
import io.netty.resolver.dns.SequentialDnsServerAddressStreamProvider;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Name servers, asked on the loop itself by `netty-resolver-dns`: no thread waits. IPv4 addresses
/// come first, as from the JDK. **Thread** loop.
public final class NameServers implements AutoCloseable {

    private final EventLoop loop;
    private final NettyLoop net;
    private final DnsNameResolver resolver;

    /// @param servers whom to ask; empty for the system's
    /// @param timeout of each question
    /// @param longestTtl how long an answer is kept at most
    /// @throws NoClassDefFoundError if `netty-resolver-dns` is not there
    public NameServers(
            EventLoop loop,
            List<InetSocketAddress> servers,
            Duration timeout,
            Duration longestTtl) {
        this.loop = loop;
        this.net = NettyLoop.of(loop);
        this.resolver = net.here(() -> resolver(net, servers, timeout, longestTtl));
    }

    private static DnsNameResolver resolver(
            NettyLoop net, List<InetSocketAddress> servers, Duration timeout, Duration longestTtl) {
        Engines engines = net.engines();
        DnsNameResolverBuilder builder =
                new DnsNameResolverBuilder(net.executor())
                        .datagramChannelFactory(
                                () -> (DatagramChannel) engines.datagrams(null).channel())
                        .socketChannelFactory(() -> (SocketChannel) engines.stream())
                        .resolvedAddressTypes(ResolvedAddressTypes.IPV4_PREFERRED)
                        .queryTimeoutMillis(Math.max(1, timeout.toMillis()))
                        .resolveCache(new DefaultDnsCache(0, seconds(longestTtl), 0));
        if (!servers.isEmpty()) {
            builder.nameServerProvider(new SequentialDnsServerAddressStreamProvider(servers));
        }
        return builder.build();
    }

    private static int seconds(Duration time) {
        return (int) time.plusNanos(999_999_999).toSeconds();
    }

    /// All addresses of a name, IPv4 first. **Suspends** unless they are known. **If cancelled**
    /// the
    /// answer is kept when it comes, and nobody is told.
    public List<InetAddress> addresses(String host) throws UnknownHostException {
        Future<List<InetAddress>> told =
                loop.createFuture(Kind.ADDRESSES.of(() -> Peer.name(host)));
        net.here(
                () ->
                        resolver.resolveAll(host)
                                .addListener(done -> tell(told, host, done.cause(), done::getNow)));
        return await(told, UnknownHostException.class);
    }

    @SuppressWarnings("unchecked") // Netty's listeners do not know what they listen to
    private void tell(
            Future<List<InetAddress>> told,
            String host,
            @Nullable Throwable failure,
            Supplier<Object> answer) {
        net.noteNews();
        if (told.isDone()) {
            return; // cancelled
        }
        if (failure == null) {
            told.setResult((List<InetAddress>) answer.get());
        } else {
            told.setException(unknown(host, failure));
        }
    }

    private static UnknownHostException unknown(String host, Throwable failure) {
        if (failure instanceof UnknownHostException known) {
            return known;
        }
        UnknownHostException unknown = new UnknownHostException(host + ": " + failure.getMessage());
        unknown.initCause(failure);
        return unknown;
    }

    @Override
    public void close() {
        net.here(
                () -> {
                    resolver.close();
                    return this;
                });
    }
}
