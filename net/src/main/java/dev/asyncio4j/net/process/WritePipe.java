// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net.process;

import dev.asyncio4j.EventLoop;
import dev.asyncio4j.net.transport.BaseProtocol;
import dev.asyncio4j.net.transport.BrokenPipeError;
import dev.asyncio4j.net.transport.WriteBufferLimits;
import dev.asyncio4j.net.transport.WriteFlow;
import dev.asyncio4j.net.transport.WriteTransport;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// This side of a pipe that a child reads from.
///
/// What is written waits here; one piece at a time is on a thread of the child's, where it may be
/// blocked until the child reads. **Thread** loop.
final class WritePipe implements WriteTransport {

    private static final int WRITE_BYTES = 64 * 1024;
    private static final int WARN_FROM = 5;

    // set once
    private final ChildThreads threads;
    private final OutputStream out;
    private final WriteFlow flow;

    // loop only
    private final Deque<byte[]> waiting = new ArrayDeque<>();
    private BaseProtocol protocol;
    private int size; // of what waits, and of what is being written
    private boolean writing;
    private boolean closing;
    private boolean lost;
    private int dropped;

    WritePipe(EventLoop loop, ChildThreads threads, OutputStream out, BaseProtocol protocol) {
        this.threads = threads;
        this.out = out;
        this.protocol = protocol;
        this.flow = new WriteFlow(loop, this);
    }

    @Override
    public void write(byte[] data, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, data.length);
        if (length == 0) {
            return;
        }
        if (closing) {
            if (++dropped >= WARN_FROM) {
                System.getLogger("asyncio")
                        .log(
                                Level.WARNING,
                                "pipe closed by peer, or closed here: write is dropped");
            }
            return;
        }
        for (int at = 0; at < length; at += WRITE_BYTES) {
            byte[] piece = new byte[Math.min(WRITE_BYTES, length - at)];
            System.arraycopy(data, offset + at, piece, 0, piece.length);
            waiting.add(piece);
        }
        size += length;
        writeNext();
        flow.grown(size);
    }

    private void writeNext() {
        if (writing || lost) {
            return;
        }
        byte[] piece = waiting.poll();
        if (piece != null) {
            writing = true;
            threads.call(() -> push(piece), this::wasWritten);
        } else if (closing) {
            lose(null);
        }
    }

    /// **Thread** one of the child's.
    private int push(byte[] piece) throws IOException {
        try {
            out.write(piece);
            out.flush();
            return piece.length;
        } catch (IOException nobodyReads) {
            BrokenPipeError broken = new BrokenPipeError("Broken pipe");
            broken.initCause(nobodyReads);
            throw broken;
        }
    }

    private void wasWritten(ChildThreads.Outcome<Integer> written) {
        writing = false;
        if (lost) {
            return;
        }
        Integer count = written.value();
        if (count == null) {
            closing = true;
            lose(written.failure());
            return;
        }
        size -= count;
        flow.shrunk(size);
        writeNext();
    }

    /// Nobody will read it any more, for the child has ended.
    void childEnded() {
        if (!lost) {
            boolean pending = size > 0;
            closing = true;
            lose(pending ? new BrokenPipeError("Broken pipe") : null);
        }
    }

    @Override
    public void writeEof() {
        if (!closing) {
            closing = true;
            writeNext();
        }
    }

    @Override
    public boolean canWriteEof() {
        return true;
    }

    /// Closes it when all is written, which is the same as [#writeEof()]: a pipe has one direction.
    @Override
    public void close() {
        writeEof();
    }

    @Override
    public void abort() {
        if (!lost) {
            closing = true;
            lose(null);
        }
    }

    private void lose(@Nullable Throwable cause) {
        lost = true;
        waiting.clear();
        size = 0;
        threads.call(
                () -> {
                    out.close();
                    return "closed";
                },
                closed -> {
                    closed.logFailure(); // it could not write what it still held
                    protocol.connectionLost(cause);
                });
    }

    @Override
    public boolean isClosing() {
        return closing;
    }

    @Override
    public int writeBufferSize() {
        return size;
    }

    @Override
    public WriteBufferLimits writeBufferLimits() {
        return flow.limits();
    }

    @Override
    public void setWriteBufferLimits(WriteBufferLimits limits) {
        flow.setLimits(limits, size);
    }

    @Override
    public @Nullable Object extraInfo(String name) {
        return name.equals("pipe") ? out : null;
    }

    @Override
    public void setProtocol(BaseProtocol newProtocol) {
        protocol = newProtocol;
    }

    @Override
    public BaseProtocol protocol() {
        return protocol;
    }

    /// `<WritePipe open bufsize=0>`.
    @Override
    public String toString() {
        return "<WritePipe " + (closing ? "closing" : "open") + " bufsize=" + size + ">";
    }
}
