// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net.netty;

import dev.asyncio4j.Asyncio;
import dev.asyncio4j.Future;
import dev.asyncio4j.net.transport.ConnectionResetError;
import dev.asyncio4j.net.transport.WriteTransport;
import dev.asyncio4j.net.waits.Kind;
import io.netty.channel.DefaultFileRegion;
import java.nio.channels.FileChannel;
import org.jspecify.annotations.Nullable;

/// A file on its way: the system copies it to the socket, and no byte of it comes here. The file
/// stays the caller's. **Thread** loop.
public final class FileSending extends DefaultFileRegion {

    // set once
    private final NettyLoop net;
    private final Future<@Nullable Void> over;

    // loop only
    private boolean begun;
    private boolean givenUp;

    private FileSending(StreamTransport to, FileChannel file, long offset, long count) {
        super(file, offset, count);
        this.net = to.net;
        this.over = net.loop().createFuture(Kind.ROOM.peer(to::extraInfo));
    }

    /// Whether the system can send files over this transport.
    public static boolean isPossible(WriteTransport transport) {
        return transport instanceof StreamTransport stream
                && stream.wire instanceof ChannelWire sockets
                && sockets.sendsFiles();
    }

    /// Sends `count` bytes of `file` from `offset` on, which are there, when all is sent that was
    /// written before. What is written meanwhile waits. **Suspends** until they are sent. **If
    /// cancelled** no more of them are sent. Either way the file's position is behind the last
    /// byte that was sent.
    public static void send(WriteTransport transport, FileChannel file, long offset, long count)
            throws Exception {
        StreamTransport stream = (StreamTransport) transport;
        FileSending sending = new FileSending(stream, file, offset, count);
        if (stream.file != null) {
            throw new IllegalStateException("sendfile is in progress; await it first");
        }
        stream.file = sending;
        stream.laterSettle();
        try {
            Asyncio.await(sending.over);
        } finally {
            sending.givenUp = true;
            file.position(offset + sending.transferred());
        }
    }

    /// Given up, it ends where it is: whoever writes it finds that all is written.
    @Override
    public long count() {
        return givenUp ? transferred() : super.count();
    }

    /// Closes nothing.
    @Override
    protected void deallocate() {
        // the file is the caller's
    }

    // ---- for the transport

    /// Begins. On the loop's own thread.
    void begin(Wire wire, StreamTransport transport) {
        begun = true;
        var _ =
                ((ChannelWire) wire)
                        .channel()
                        .writeAndFlush(this)
                        .addListener(
                                done -> {
                                    net.noteNews();
                                    end(done.cause());
                                    transport.file = null;
                                    transport.outgoing.noteTaken(transferred());
                                    transport.sent(done.cause());
                                });
    }

    boolean isBegun() {
        return begun;
    }

    /// The connection is gone.
    void lost() {
        end(new ConnectionResetError("Connection lost"));
    }

    private void end(@Nullable Throwable failure) {
        if (over.isDone()) {
            return; // cancelled, or lost before
        }
        if (failure == null) {
            over.setResult(null);
        } else {
            over.setException(Causes.of(failure));
        }
    }
}
