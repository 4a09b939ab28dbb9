// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net.netty;

import dev.asyncio4j.net.transport.Engine;
import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.DefaultSelectStrategyFactory;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.kqueue.KQueue;
import io.netty.channel.kqueue.KQueueDatagramChannel;
import io.netty.channel.kqueue.KQueueDomainSocketChannel;
import io.netty.channel.kqueue.KQueueIoHandler;
import io.netty.channel.kqueue.KQueueServerDomainSocketChannel;
import io.netty.channel.kqueue.KQueueServerSocketChannel;
import io.netty.channel.kqueue.KQueueSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.unix.Socket;
import io.netty.channel.unix.UnixChannel;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringDatagramChannel;
import io.netty.channel.uring.IoUringDomainSocketChannel;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringServerDomainSocketChannel;
import io.netty.channel.uring.IoUringServerSocketChannel;
import io.netty.channel.uring.IoUringSocketChannel;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The engine of one loop: which it is and why, and what makes its channels.
///
/// A loop on a platform thread takes epoll or kqueue. One on a virtual thread (hand-off strands)
/// takes
/// NIO: a native wait would hold its carrier, and on one core starve all other virtual threads,
/// whereas
/// the JDK's selector lets another carrier step in.
final class Engines {

    private static final String ON_VIRTUAL =
            "the loop runs on a virtual thread, whose carrier a native wait would hold";
    private static final String RING_ON_VIRTUAL =
            "the loop runs on a virtual thread, and a ring belongs to one platform thread";

    /// How many sockets one poll tells of; the others come in the next turn, in their order. With a
    /// thousand that are ready at once, what one has touched is in the cache no more when its task
    /// runs.
    private static final int EVENTS = 64;

    private final Engine wished;
    private final Engine engine;
    private final String reason;

    private Engines(Engine wished, Engine engine, String reason) {
        this.wished = wished;
        this.engine = engine;
        this.reason = reason;
    }

    /// The engine for a loop on this thread.
    static Engines choose(Engine wish) {
        if (wish == Engine.AUTO) {
            return best(wish, null);
        }
        Throwable obstacle = obstacle(wish);
        return obstacle == null
                ? new Engines(wish, wish, wish + ": asked for")
                : best(wish, wish + " was asked for, but " + text(obstacle));
    }

    /// The next best, after this one has refused to start.
    Engines instead(Throwable refusal) {
        String why =
                engine
                        + (engine == wished ? " was asked for, but " : " refused to start: ")
                        + text(refusal);
        return engine == wished
                ? best(wished, why)
                : new Engines(wished, Engine.NIO, Engine.NIO + ": " + why);
    }

    /// The best that works here.
    /// @param why it is not the one that was asked for; null if none was
    private static Engines best(Engine wish, @Nullable String why) {
        if (Thread.currentThread().isVirtual()) {
            return new Engines(wish, Engine.NIO, "nio: " + (why == null ? ON_VIRTUAL : why));
        }
        String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        Engine best = system.contains("linux") ? Engine.EPOLL : Engine.KQUEUE;
        Throwable obstacle = obstacle(best);
        if (obstacle != null || best == wish) {
            String no = obstacle == null ? "" : "no " + best + ", for " + text(obstacle);
            return new Engines(wish, Engine.NIO, "nio: " + (why == null ? no : why));
        }
        return new Engines(wish, best, best + ": " + (why == null ? "the best there is" : why));
    }

    private static @Nullable Throwable obstacle(Engine engine) {
        return switch (engine) {
            case EPOLL -> Epoll.unavailabilityCause();
            case KQUEUE -> KQueue.unavailabilityCause();
            case IO_URING ->
                    Thread.currentThread().isVirtual()
                            ? new IllegalStateException(RING_ON_VIRTUAL)
                            : IoUring.unavailabilityCause();
            default -> null;
        };
    }

    /// The first message in the chain of causes that says something.
    private static String text(Throwable obstacle) {
        Throwable last = obstacle;
        while (last.getCause() != null) {
            last = last.getCause();
        }
        String message = last.getMessage() == null ? last.toString() : last.getMessage();
        return message.lines().findFirst().orElse(message);
    }

    Engine wished() {
        return wished;
    }

    Engine engine() {
        return engine;
    }

    String reason() {
        return reason;
    }

    /// Whether a read is over when the call returns, so that all connections can share one buffer.
    boolean readsAtOnce() {
        return engine != Engine.IO_URING;
    }

    IoHandlerFactory handlers() {
        return switch (engine) {
            case EPOLL -> EpollIoHandler.newFactory(EVENTS, DefaultSelectStrategyFactory.INSTANCE);
            case KQUEUE -> KQueueIoHandler.newFactory();
            case IO_URING -> IoUringIoHandler.newFactory();
            default -> NioIoHandler.newFactory();
        };
    }

    Channel stream() {
        return switch (engine) {
            case EPOLL -> new EpollSocketChannel();
            case KQUEUE -> new KQueueSocketChannel();
            case IO_URING -> new IoUringSocketChannel();
            default -> new NioSocketChannel();
        };
    }

    Channel unixStream() {
        return switch (engine) {
            case EPOLL -> new EpollDomainSocketChannel();
            case KQUEUE -> new KQueueDomainSocketChannel();
            case IO_URING -> new IoUringDomainSocketChannel();
            default -> new NioDomainSocketChannel();
        };
    }

    ServerChannel listener() {
        return switch (engine) {
            case EPOLL -> new EpollServerSocketChannel();
            case KQUEUE -> new KQueueServerSocketChannel();
            case IO_URING -> new IoUringServerSocketChannel();
            default -> new NioServerSocketChannel();
        };
    }

    ServerChannel unixListener() {
        return switch (engine) {
            case EPOLL -> new EpollServerDomainSocketChannel();
            case KQUEUE -> new KQueueServerDomainSocketChannel();
            case IO_URING -> new IoUringServerDomainSocketChannel();
            default -> new NioServerDomainSocketChannel();
        };
    }

    /// A datagram socket of the family of `address`.
    Datagram datagrams(@Nullable InetAddress address) {
        boolean six = address instanceof Inet6Address;
        SocketProtocolFamily family = six ? SocketProtocolFamily.INET6 : SocketProtocolFamily.INET;
        return switch (engine) {
            case EPOLL -> new Datagram(new EpollDatagramChannel(family), null);
            case KQUEUE -> new Datagram(new KQueueDatagramChannel(family), null);
            case IO_URING -> new Datagram(new IoUringDatagramChannel(family), null);
            default -> nioDatagrams(six);
        };
    }

    private static Datagram nioDatagrams(boolean six) {
        try {
            DatagramChannel socket =
                    DatagramChannel.open(
                            six ? StandardProtocolFamily.INET6 : StandardProtocolFamily.INET);
            return new Datagram(new NioDatagramChannel(socket), socket);
        } catch (IOException refused) {
            throw new ChannelException(refused);
        }
    }

    /// A datagram channel, and the way to send an empty datagram, which Netty drops.
    ///
    /// @param channel for all others
    /// @param socket the JDK's below it; null if there is none
    record Datagram(Channel channel, @Nullable DatagramChannel socket) {

        /// Sends an empty datagram.
        /// @return why it could not be sent; null if it was
        @Nullable IOException sendEmpty(@Nullable InetSocketAddress address) {
            try {
                sendNothing(address);
                return null;
            } catch (IOException refused) {
                return refused;
            }
        }

        private void sendNothing(@Nullable InetSocketAddress address) throws IOException {
            if (socket != null) {
                ByteBuffer nothing = ByteBuffer.allocate(0);
                sendEmpty(socket, nothing, address);
            } else if (channel instanceof UnixChannel unix && unix.fd() instanceof Socket plain) {
                ByteBuffer nothing = ByteBuffer.allocateDirect(1);
                int _ =
                        address == null
                                ? plain.send(nothing, 0, 0)
                                : plain.sendTo(
                                        nothing, 0, 0, address.getAddress(), address.getPort());
            }
        }

        /// The JDK sends no empty datagram while connected, so it is not for a moment.
        private static void sendEmpty(
                DatagramChannel socket, ByteBuffer nothing, @Nullable InetSocketAddress address)
                throws IOException {
            if (address != null) {
                int _ = socket.send(nothing, address);
                return;
            }
            SocketAddress peer = socket.getRemoteAddress();
            socket.disconnect();
            try {
                int _ = socket.send(nothing, peer);
            } finally {
                socket.connect(peer);
            }
        }
    }
}
