// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net;

import static dev.asyncio4j.Asyncio.await;

import dev.asyncio4j.EventLoop;
import dev.asyncio4j.Future;
import dev.asyncio4j.net.netty.FileSending;
import dev.asyncio4j.net.transport.BaseProtocol;
import dev.asyncio4j.net.transport.ConnectionResetError;
import dev.asyncio4j.net.transport.Protocol;
import dev.asyncio4j.net.transport.ReadTransport;
import dev.asyncio4j.net.transport.SendfileNotAvailableError;
import dev.asyncio4j.net.transport.WriteTransport;
import dev.asyncio4j.net.waits.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.NonReadableChannelException;
import org.jspecify.annotations.Nullable;

/// How a file is sent over a transport: by the system, or by reading and writing it. **Thread**
/// loop, in a task.
final class Sendfile {

    private static final int READ_BYTES = 16 * 1024;

    private Sendfile() {}

    static long send(WriteTransport transport, FileChannel file, SendfileOptions options)
            throws Exception {
        ensureReadable(file);
        if (transport.isClosing()) {
            throw new IllegalStateException("Transport is closing");
        }
        if (FileSending.isPossible(transport)) {
            long left = Math.max(0, file.size() - options.offset());
            Long most = options.count();
            long count = most == null ? left : Math.min(left, most);
            if (count == 0) {
                file.position(options.offset());
                return 0;
            }
            return whilePaused(
                    transport,
                    () -> {
                        FileSending.send(transport, file, options.offset(), count);
                        return count;
                    });
        }
        if (!options.fallback()) {
            throw new SendfileNotAvailableError(
                    "fallback is disabled and native sendfile is not supported for transport "
                            + transport);
        }
        if (transport.protocol() instanceof Copying) {
            throw new IllegalStateException("sendfile is in progress; await it first");
        }
        return whilePaused(transport, () -> new Copying(transport).copy(file, options));
    }

    /// Refuses a file that was opened to be written only; else a connection would break on it.
    static void ensureReadable(FileChannel file) throws IOException {
        try {
            int _ = file.read(ByteBuffer.allocate(0), 0);
        } catch (NonReadableChannelException writeOnly) {
            throw new IllegalArgumentException(
                    "file: not open for reading (expected: a channel opened with READ)", writeOnly);
        }
    }

    private interface Work {
        long run() throws Exception;
    }

    /// What comes in meanwhile waits, as the protocol cannot answer.
    private static long whilePaused(WriteTransport transport, Work work) throws Exception {
        ReadTransport paused =
                transport instanceof ReadTransport both && both.isReading() ? both : null;
        if (paused != null) {
            paused.pauseReading();
        }
        try {
            return work.run();
        } finally {
            if (paused != null) {
                paused.resumeReading();
            }
        }
    }

    /// Reads pieces of a file off the loop, and writes them, as fast as the other side takes them.
    /// Takes the protocol's place meanwhile, to hear of that.
    private static final class Copying implements Protocol {

        private final EventLoop loop = EventLoop.running();
        private final WriteTransport transport;
        private final BaseProtocol protocol;
        private boolean full;
        private boolean wasPaused;
        private boolean isLost;
        private @Nullable Throwable cause;
        private @Nullable Future<@Nullable Void> waiter;

        Copying(WriteTransport transport) {
            this.transport = transport;
            this.protocol = transport.protocol();
        }

        long copy(FileChannel file, SendfileOptions options) throws Exception {
            transport.setProtocol(this);
            full = transport.writeBufferSize() > transport.writeBufferLimits().high();
            wasPaused = full;
            long sent = 0;
            try {
                while (true) {
                    byte[] piece = read(file, options, sent);
                    if (piece.length == 0) {
                        return sent;
                    }
                    waitForRoom();
                    transport.write(piece);
                    sent += piece.length;
                }
            } finally {
                file.position(options.offset() + sent);
                transport.setProtocol(protocol);
                if (wasPaused && !full && !isLost) {
                    protocol.resumeWriting();
                }
            }
        }

        private byte[] read(FileChannel file, SendfileOptions options, long sent) {
            Long most = options.count();
            int size = most == null ? READ_BYTES : (int) Math.min(READ_BYTES, most - sent);
            long from = options.offset() + sent;
            return await(loop.runInExecutor(null, () -> read(file, from, size)));
        }

        /// **Thread** another.
        private static byte[] read(FileChannel file, long from, int size) throws IOException {
            ByteBuffer buffer = ByteBuffer.allocate(size);
            while (buffer.hasRemaining()) {
                if (file.read(buffer, from + buffer.position()) < 0) {
                    break;
                }
            }
            byte[] piece = new byte[buffer.flip().remaining()];
            buffer.get(piece);
            return piece;
        }

        private void waitForRoom() throws Exception {
            ensureNotLost();
            if (full) {
                Future<@Nullable Void> mine =
                        loop.createFuture(Kind.ROOM.peer(transport::extraInfo));
                waiter = mine;
                await(mine);
                ensureNotLost();
            }
        }

        private void ensureNotLost() throws Exception {
            if (isLost) {
                throw cause instanceof Exception known
                        ? known
                        : new ConnectionResetError("Connection closed by peer");
            }
        }

        private void wake() {
            Future<@Nullable Void> waiting = waiter;
            if (waiting != null && !waiting.isDone()) {
                waiting.setResult(null);
            }
        }

        @Override
        public void pauseWriting() {
            full = true;
        }

        @Override
        public void resumeWriting() {
            full = false;
            wake();
        }

        @Override
        public void dataReceived(byte[] data) {
            throw new IllegalStateException("Invalid state: reading should be paused");
        }

        @Override
        public void connectionLost(@Nullable Throwable failure) {
            isLost = true;
            cause = failure;
            wake();
            protocol.connectionLost(failure);
        }
    }
}
