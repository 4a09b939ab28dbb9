// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net.process;

import dev.asyncio4j.EventLoop;
import dev.asyncio4j.loop.Fault;
import dev.asyncio4j.net.transport.BaseProtocol;
import dev.asyncio4j.net.transport.Feed;
import dev.asyncio4j.net.transport.ReadTransport;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// This side of a pipe that a child writes to.
///
/// There is at most one read at a time, on a thread of the child's, and none while the pipe is
/// paused: what was read then waits here, and all else in the system's pipe, which holds the child
/// up when it is full. So a child can write without end and nothing piles up. **Thread** loop.
final class ReadPipe implements ReadTransport {

    private static final int READ_BYTES = 64 * 1024;

    // set once
    private final EventLoop loop;
    private final ChildThreads threads;
    private final InputStream in;

    // the thread that reads, one after the other
    private final byte[] buffer = new byte[READ_BYTES];

    // loop only
    private BaseProtocol protocol;
    private boolean paused;
    private boolean closing;
    private boolean reading;
    private byte @Nullable [] held; // read, but not told since it is paused

    ReadPipe(EventLoop loop, ChildThreads threads, InputStream in, BaseProtocol protocol) {
        this.loop = loop;
        this.threads = threads;
        this.in = in;
        this.protocol = protocol;
    }

    /// Begins to read.
    void start() {
        if (!reading && !paused && !closing) {
            reading = true;
            threads.call(this::read, this::wasRead);
        }
    }

    /// What has come; empty at the end. **Thread** one of the child's.
    private byte[] read() throws IOException {
        int count = in.read(buffer);
        return Arrays.copyOf(buffer, Math.max(0, count));
    }

    private void wasRead(ChildThreads.Outcome<byte[]> read) {
        reading = false;
        byte[] data = read.value();
        if (closing) {
            read.logFailure();
        } else if (data == null) {
            close(read.failure());
        } else if (paused) {
            held = data;
        } else {
            tell(data);
        }
    }

    private void tell(byte[] data) {
        if (data.length == 0) {
            Feed.eof(protocol);
            close(null);
            return;
        }
        int from = 0;
        while (from < data.length && !paused && !closing) {
            from += Feed.data(protocol, data, from, this::broken);
        }
        if (from < data.length) {
            held = closing ? null : Arrays.copyOfRange(data, from, data.length);
        } else {
            start();
        }
    }

    /// It is read on, as in asyncio: a child that nobody reads from would stand still.
    private void broken(Throwable failure, String what) {
        loop.callExceptionHandler(
                Fault.of(what)
                        .withException(failure)
                        .with("transport", this)
                        .with("protocol", protocol));
    }

    @Override
    public boolean isReading() {
        return !paused && !closing;
    }

    @Override
    public void pauseReading() {
        if (!closing) {
            paused = true;
        }
    }

    @Override
    public void resumeReading() {
        if (closing || !paused) {
            return;
        }
        paused = false;
        if (held == null) {
            start();
        } else {
            loop.callSoon(this::tellHeld);
        }
    }

    private void tellHeld() {
        byte[] data = held;
        if (data != null && !paused && !closing) {
            held = null;
            tell(data);
        }
    }

    @Override
    public void close() {
        if (!closing) {
            close(null);
        }
    }

    private void close(@Nullable Throwable cause) {
        closing = true;
        held = null;
        threads.call(
                () -> {
                    in.close();
                    return "closed";
                },
                closed -> {
                    closed.logFailure();
                    protocol.connectionLost(cause);
                });
    }

    @Override
    public boolean isClosing() {
        return closing;
    }

    @Override
    public @Nullable Object extraInfo(String name) {
        return name.equals("pipe") ? in : null;
    }

    @Override
    public void setProtocol(BaseProtocol newProtocol) {
        protocol = newProtocol;
    }

    @Override
    public BaseProtocol protocol() {
        return protocol;
    }

    /// `<ReadPipe reading>`.
    @Override
    public String toString() {
        return "<ReadPipe " + (closing ? "closing" : paused ? "paused" : "reading") + ">";
    }
}
