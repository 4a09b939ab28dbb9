// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net.netty;

import io.netty.buffer.ByteBuf;
import io.netty.channel.socket.DatagramPacket;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/// A datagram, or the failure that came in its place.
final class Packet {

    final byte[] bytes;
    final @Nullable InetSocketAddress address; // the sender's or the receiver's
    final @Nullable Throwable failure;

    private Packet(byte[] bytes, @Nullable InetSocketAddress address, @Nullable Throwable failure) {
        this.bytes = bytes;
        this.address = address;
        this.failure = failure;
    }

    static Packet of(byte[] bytes, @Nullable InetSocketAddress address) {
        return new Packet(bytes, address, null);
    }

    /// What has come, copied, and given back to Netty.
    /// @param peer whom the endpoint is connected to: then the sender is not told
    static Packet received(DatagramPacket packet, @Nullable InetSocketAddress peer) {
        ByteBuf content = packet.content();
        byte[] data = new byte[content.readableBytes()];
        content.readBytes(data);
        InetSocketAddress sender = packet.sender() == null ? peer : packet.sender();
        packet.release();
        return of(data, sender);
    }

    static Packet failed(Throwable failure) {
        return new Packet(new byte[0], null, Causes.of(failure));
    }
}
