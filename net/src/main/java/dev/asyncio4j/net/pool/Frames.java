// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net.pool;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;

/// What goes over the socket between the two processes: a kind, a length, and so many bytes. One
/// thread writes and one reads.
final class Frames implements AutoCloseable {

    /// Here to there: a serialised call.
    static final byte JOB = 1;

    /// There to here: what it gave, serialised.
    static final byte RESULT = 2;

    /// There to here: what it threw, serialised.
    static final byte FAILURE = 3;

    /// There to here: the class of what it threw, and its text, where that is all that can be sent.
    static final byte FAILURE_TEXT = 4;

    /// There to here: the class of the job, which is not known there, and the error's text.
    static final byte NOT_UNDERSTOOD = 5;

    /// One of them.
    @SuppressWarnings("ArrayRecordComponent") // it is taken apart at once, and never compared
    record Frame(byte kind, byte[] bytes) {}

    private final SocketChannel channel;
    private final DataInputStream in;
    private final DataOutputStream out;
    private final int maxBytes;

    Frames(SocketChannel channel, int maxBytes) {
        this.channel = channel;
        this.maxBytes = maxBytes;
        this.in = new DataInputStream(new BufferedInputStream(Channels.newInputStream(channel)));
        this.out = new DataOutputStream(Channels.newOutputStream(channel));
    }

    void write(byte kind, byte[] bytes) throws IOException {
        byte[] head = {
            kind,
            (byte) (bytes.length >> 24),
            (byte) (bytes.length >> 16),
            (byte) (bytes.length >> 8),
            (byte) bytes.length
        };
        out.write(head);
        out.write(bytes);
        out.flush();
    }

    /// @throws EOFException if the other process is gone
    /// @throws IOException if the frame is too large
    Frame read() throws IOException {
        byte kind = in.readByte();
        int length = in.readInt();
        if (length < 0 || length > maxBytes) {
            throw new IOException(
                    "a frame of " + length + " bytes (expected: <= " + maxBytes + ")");
        }
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException();
        }
        return new Frame(kind, bytes);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
