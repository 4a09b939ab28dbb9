// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net;

import static dev.asyncio4j.Asyncio.await;

import dev.asyncio4j.EventLoop;
import dev.asyncio4j.Future;
import dev.asyncio4j.WaitPoint;
import dev.asyncio4j.net.netty.JdkSocket;
import dev.asyncio4j.net.netty.Watcher;
import dev.asyncio4j.net.waits.Kind;
import dev.asyncio4j.net.waits.Peer;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.FileChannel;
import java.nio.channels.NetworkChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SelectableChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.util.Arrays;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The calls of a socket that wait, over the JDK's channels: each tries, and while the system
/// refuses,
/// waits until the channel is ready and tries again. **If cancelled** nothing was read. **Thread**
/// loop, in
/// a task.
final class SocketCalls {

    private SocketCalls() {}

    /// What is tried; null says: not yet.
    private interface Attempt<T> {
        @Nullable T make() throws IOException;
    }

    private static <T> T whenReadable(SelectableChannel channel, Kind kind, Attempt<T> attempt)
            throws IOException {
        return when(channel, true, () -> point(kind, channel), attempt);
    }

    private static <T> T whenWritable(SelectableChannel channel, Attempt<T> attempt)
            throws IOException {
        return when(channel, false, () -> point(Kind.ROOM, channel), attempt);
    }

    /// @param point makes what a future stands for, if there is something to wait for
    private static <T> T when(
            SelectableChannel channel, boolean reads, Supplier<WaitPoint> point, Attempt<T> attempt)
            throws IOException {
        ensureNonBlocking(channel);
        T first = attempt.make();
        while (first == null) {
            waitUntilReady(channel, reads, point.get());
            first = attempt.make();
        }
        return first;
    }

    private static void ensureNonBlocking(SelectableChannel channel) {
        if (channel.isBlocking()) {
            throw new IllegalArgumentException("the socket must be non-blocking");
        }
    }

    /// What is waited for at a channel.
    private static WaitPoint point(Kind kind, SelectableChannel channel) {
        boolean here = kind == Kind.CLIENT || kind == Kind.DATAGRAM;
        return kind.of(() -> here ? Peer.text(sockname(channel)) : Peer.of(info(channel)));
    }

    private static SocketAddress sockname(SelectableChannel channel) {
        return Objects.requireNonNull(new JdkSocket((NetworkChannel) channel).sockname());
    }

    private static Function<String, @Nullable Object> info(SelectableChannel channel) {
        return name -> {
            if (!(channel instanceof NetworkChannel network)) {
                return name.equals("pipe") ? channel : null;
            }
            JdkSocket socket = new JdkSocket(network);
            return switch (name) {
                case "peername" -> socket.peername();
                case "sockname" -> socket.sockname();
                default -> null;
            };
        };
    }

    private static void waitUntilReady(SelectableChannel channel, boolean reads, WaitPoint point)
            throws IOException {
        Watcher watcher = Sockets.watcher();
        Future<@Nullable Void> ready = EventLoop.running().createFuture(point);
        Runnable tell =
                () -> {
                    if (!ready.isDone()) {
                        ready.setResult(null);
                    }
                };
        if (reads) {
            watcher.addReader(channel, tell);
        } else {
            watcher.addWriter(channel, tell);
        }
        try {
            await(ready);
        } finally {
            if (reads) {
                watcher.removeReader(channel, tell);
            } else {
                watcher.removeWriter(channel, tell);
            }
        }
    }

    static <C extends SelectableChannel & ReadableByteChannel> byte[] recv(C channel, int n)
            throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(n);
        int count = recvInto(channel, buffer);
        return Arrays.copyOf(buffer.array(), count);
    }

    static <C extends SelectableChannel & ReadableByteChannel> int recvInto(
            C channel, ByteBuffer buffer) throws IOException {
        return whenReadable(
                channel,
                channel instanceof DatagramChannel ? Kind.DATAGRAM : Kind.DATA,
                () -> {
                    int count = channel.read(buffer);
                    return count == 0 && buffer.hasRemaining() ? null : Math.max(0, count);
                });
    }

    static SocketAddress recvfromInto(DatagramChannel channel, ByteBuffer buffer)
            throws IOException {
        return whenReadable(channel, Kind.DATAGRAM, () -> channel.receive(buffer));
    }

    static <C extends SelectableChannel & WritableByteChannel> void sendall(C channel, byte[] data)
            throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(data);
        Boolean _ =
                whenWritable(
                        channel,
                        () -> {
                            int _ = channel.write(buffer);
                            return buffer.hasRemaining() ? null : true;
                        });
    }

    static int sendto(DatagramChannel channel, byte[] data, SocketAddress address)
            throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(data);
        return when(
                channel,
                false,
                () -> Kind.ROOM.of(address),
                () -> {
                    int count = channel.send(buffer, address);
                    return count == 0 && data.length > 0 ? null : count;
                });
    }

    static long sendfile(SocketChannel channel, FileChannel file, SendfileOptions options)
            throws IOException {
        Sendfile.ensureReadable(file);
        Long most = options.count();
        long end = most == null ? Long.MAX_VALUE : options.offset() + most;
        long[] at = {options.offset()};
        try {
            Boolean _ =
                    whenWritable(
                            channel,
                            () -> {
                                long size = Math.min(end, file.size());
                                while (at[0] < size) {
                                    long count = file.transferTo(at[0], size - at[0], channel);
                                    if (count == 0) {
                                        return null;
                                    }
                                    at[0] += count;
                                }
                                return true;
                            });
        } finally {
            file.position(at[0]);
        }
        return at[0] - options.offset();
    }

    static void connect(SocketChannel channel, SocketAddress address) throws IOException {
        ensureNonBlocking(channel);
        try {
            if (!channel.connect(address)) {
                Boolean _ =
                        when(
                                channel,
                                false,
                                () -> Kind.CONNECTION.of(address),
                                () -> channel.finishConnect() ? true : null);
            }
        } catch (SocketException | FileNotFoundException refused) {
            channel.close();
            throw refusal(address, refused);
        } catch (Throwable failure) {
            channel.close();
            throw failure;
        }
    }

    /// The JDK calls every refusal of a unix socket the same; a path that is not there has its own
    /// type.
    private static IOException refusal(SocketAddress address, IOException refused) {
        IOException told = refused;
        if (address instanceof UnixDomainSocketAddress unix && !Files.exists(unix.getPath())) {
            told = new NoSuchFileException(unix.getPath().toString());
        } else if (String.valueOf(refused.getMessage()).contains("refused")
                && !(refused instanceof ConnectException)) {
            told = new ConnectException("Connection refused: " + address);
        }
        if (told != refused) {
            told.initCause(refused);
        }
        return told;
    }

    static SocketChannel accept(ServerSocketChannel channel) throws IOException {
        SocketChannel client = whenReadable(channel, Kind.CLIENT, channel::accept);
        client.configureBlocking(false);
        return client;
    }
}
