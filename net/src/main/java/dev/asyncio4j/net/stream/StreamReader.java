// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net.stream;

import static dev.asyncio4j.Asyncio.async;
import static dev.asyncio4j.Asyncio.await;

import dev.asyncio4j.AsyncIterable;
import dev.asyncio4j.AsyncIterator;
import dev.asyncio4j.Coroutine;
import dev.asyncio4j.EventLoop;
import dev.asyncio4j.Future;
import dev.asyncio4j.StopAsyncIteration;
import dev.asyncio4j.WaitPoint;
import dev.asyncio4j.net.transport.IncompleteReadError;
import dev.asyncio4j.net.transport.LimitOverrunError;
import dev.asyncio4j.net.transport.ReadTransport;
import dev.asyncio4j.net.waits.Kind;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What a connection has sent, to be awaited.
///
/// Bytes arrive whether somebody waits for them or not, and wait here; when twice the limit is
/// exceeded, the transport is paused until there is no more than the limit. One task reads at a
/// time. An error of the transport is thrown before what is left to read.
///
/// **If cancelled** a read has taken nothing: the next one finds all of it. **Thread** loop.
/// **Like** `asyncio.StreamReader`; `for (byte[] line : awaitEach(reader))` reads it by lines.
public final class StreamReader implements AsyncIterable<byte[]> {

    /// 64 KiB: the limit unless another is given.
    public static final int DEFAULT_LIMIT = 64 * 1024;

    private static final byte[] NEWLINE = {'\n'};
    private static final byte[] NOTHING = {};
    private static final WaitPoint ANYBODY = Kind.DATA.of(() -> "whoever feeds the reader");

    // set once
    private final int limit;

    // loop only
    private final Chunks buffer = new Chunks();
    private boolean atEnd; // of what comes; there may be something left to read
    private boolean paused;
    private @Nullable Throwable exception;
    private @Nullable Future<@Nullable Void> waiter;
    private @Nullable ReadTransport transport;
    private WaitPoint point = ANYBODY; // what who reads waits for

    /// A reader with the default limit.
    public StreamReader() {
        this(DEFAULT_LIMIT);
    }

    /// A reader with this limit.
    /// @param limit in bytes; the longest line it accepts, and half of what it lets pile up
    /// @throws IllegalArgumentException if it is not positive
    public StreamReader(int limit) {
        if (limit <= 0) {
            throw new IllegalArgumentException("Limit cannot be <= 0");
        }
        this.limit = limit;
    }

    // ---- reading

    /// Reads up to `n` bytes: what is there, waiting only if nothing is. **Suspends** if nothing is
    /// there. **Shape** 0 reads nothing; negative is [#read()]; empty means the end.
    public Coroutine<byte[]> read(int n) {
        return n < 0 ? read() : async("read", () -> readSome(n));
    }

    /// Reads until the end of the stream. **Suspends** until then. **If cancelled** what it has
    /// read
    /// so far is lost.
    public Coroutine<byte[]> read() {
        return async(
                "read",
                () -> {
                    Chunks blocks = new Chunks();
                    byte[] block;
                    do {
                        block = readSome(limit);
                        blocks.add(block);
                    } while (block.length > 0);
                    return blocks.takeAll();
                });
    }

    private byte[] readSome(int n) {
        throwException();
        if (n == 0) {
            return NOTHING;
        }
        if (buffer.isEmpty() && !atEnd) {
            waitForData("read");
        }
        return taken(Math.min(n, buffer.size()));
    }

    /// Reads exactly `n` bytes. **Suspends** if they are not there yet.
    /// @throws IncompleteReadError from awaiting it, if the stream ends before; what had come is in
    ///     it
    /// @throws IllegalArgumentException from awaiting it, if `n` is negative
    public Coroutine<byte[]> readexactly(int n) {
        return async(
                "readexactly",
                () -> {
                    if (n < 0) {
                        throw new IllegalArgumentException(
                                "readexactly size can not be less than zero");
                    }
                    throwException();
                    while (buffer.size() < n) {
                        if (atEnd) {
                            throw new IncompleteReadError(buffer.takeAll(), n);
                        }
                        waitForData("readexactly");
                    }
                    return taken(n);
                });
    }

    /// Reads a line, with its `\n`; without one if the stream ends before; empty at the end.
    /// **Suspends** if no line is there yet.
    /// @throws IllegalArgumentException from awaiting it, if the line is longer than the limit: it
    ///     is dropped as far as it has come
    public Coroutine<byte[]> readline() {
        return async("readline", this::line);
    }

    private byte[] line() {
        try {
            return until(List.of(NEWLINE));
        } catch (IncompleteReadError end) {
            return end.partial();
        } catch (LimitOverrunError overrun) {
            if (buffer.hasAt(NEWLINE, overrun.consumed())) {
                buffer.take(overrun.consumed() + NEWLINE.length);
            } else {
                buffer.clear();
            }
            resumeIfLow();
            throw new IllegalArgumentException(overrun.getMessage(), overrun);
        }
    }

    /// Reads to the end of `separator`, which is included. **Suspends** if it is not there yet.
    /// @throws IncompleteReadError from awaiting it, if the stream ends before
    /// @throws LimitOverrunError from awaiting it, if the separator is further away than the limit;
    ///     nothing is taken then
    /// @throws IllegalArgumentException from awaiting it, if the separator is empty
    public Coroutine<byte[]> readuntil(byte[] separator) {
        return readuntil(List.of(separator));
    }

    /// [#readuntil(byte[])] of a text, in UTF-8.
    public Coroutine<byte[]> readuntil(String separator) {
        return readuntil(separator.getBytes(StandardCharsets.UTF_8));
    }

    /// [#readuntil(byte[])] of the separator that ends first; of those, the shortest.
    public Coroutine<byte[]> readuntil(List<byte[]> separators) {
        List<byte[]> sorted = new ArrayList<>(separators);
        sorted.sort(Comparator.comparingInt(each -> each.length));
        return async("readuntil", () -> until(sorted));
    }

    private byte[] until(List<byte[]> separators) {
        if (separators.isEmpty()) {
            throw new IllegalArgumentException("Separator should contain at least one element");
        }
        int shortest = separators.getFirst().length;
        int longest = separators.getLast().length;
        if (shortest == 0) {
            throw new IllegalArgumentException("Separator should be at least one-byte string");
        }
        throwException();
        int offset = 0; // where no separator begins before
        while (true) {
            int size = buffer.size();
            if (size - offset >= shortest) {
                int begin = -1;
                int end = Integer.MAX_VALUE;
                for (byte[] separator : separators) {
                    int at = buffer.find(separator, offset);
                    if (at >= 0 && at + separator.length < end) {
                        begin = at;
                        end = at + separator.length;
                    }
                }
                if (begin > limit) {
                    throw new LimitOverrunError(
                            "Separator is found, but chunk is longer than limit", begin);
                } else if (begin >= 0) {
                    return taken(end);
                }
                offset = Math.max(0, size + 1 - longest);
                if (offset > limit) {
                    throw new LimitOverrunError(
                            "Separator is not found, and chunk exceed the limit", offset);
                }
            }
            if (atEnd) {
                throw new IncompleteReadError(buffer.takeAll(), null);
            }
            waitForData("readuntil");
        }
    }

    /// How many bytes have come and were not read. asyncio has no name for it.
    public int buffered() {
        return buffer.size();
    }

    /// Whether all has been read.
    public boolean isAtEof() {
        return atEnd && buffer.isEmpty();
    }

    /// The lines, each with its `\n`. One task reads at a time, so do not iterate twice at once.
    @Override
    public AsyncIterator<byte[]> asyncIterator() {
        return () ->
                async(
                        "readline",
                        () -> {
                            byte[] line = line();
                            if (line.length == 0) {
                                throw new StopAsyncIteration();
                            }
                            return line;
                        });
    }

    private byte[] taken(int count) {
        byte[] taken = buffer.take(count);
        resumeIfLow();
        return taken;
    }

    void throwException() {
        if (exception != null) {
            throw StreamReader.<RuntimeException>sneak(exception);
        }
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // as `await` does: as it is
    static <X extends Throwable> X sneak(Throwable failure) throws X {
        throw (X) failure;
    }

    /// Waits until more has come, or the end, or an error. A paused transport goes on, for who
    /// waits
    /// wants more than there is.
    private void waitForData(String reading) {
        if (waiter != null) {
            throw new IllegalStateException(
                    reading
                            + "() called while another coroutine is already waiting for incoming data");
        }
        if (paused && transport != null) {
            paused = false;
            transport.resumeReading();
        }
        Future<@Nullable Void> mine = EventLoop.running().createFuture(point);
        waiter = mine;
        try {
            await(mine);
        } finally {
            waiter = null;
        }
    }

    private void resumeIfLow() {
        if (paused && transport != null && buffer.size() <= limit) {
            paused = false;
            transport.resumeReading();
        }
    }

    // ---- what a protocol calls

    /// Adds data. **Suspends** never.
    /// @param data belongs to the reader from now on
    /// @throws IllegalStateException after [#feedEof()]
    public void feedData(byte[] data) {
        if (atEnd) {
            throw new IllegalStateException("feed_data after feed_eof");
        }
        if (data.length == 0) {
            return;
        }
        buffer.add(data);
        wakeUp();
        if (transport != null && !paused && buffer.size() > 2L * limit) {
            transport.pauseReading();
            paused = true;
        }
    }

    /// Tells that no more will come. **Suspends** never.
    public void feedEof() {
        atEnd = true;
        wakeUp();
    }

    /// Lets all further reads fail. **Suspends** never.
    public void setException(Throwable failure) {
        exception = Objects.requireNonNull(failure, "failure");
        Future<?> waiting = waiter;
        if (waiting != null && !waiting.isDone()) {
            waiting.setException(failure);
        }
    }

    /// What all reads fail with; null if they do not.
    public @Nullable Throwable exception() {
        return exception;
    }

    /// Tells which transport is to be paused when too much comes.
    /// @throws IllegalStateException if that was told already
    public void setTransport(ReadTransport newTransport) {
        if (transport != null) {
            throw new IllegalStateException("Transport already set");
        }
        connect(newTransport);
    }

    /// Puts another transport over the one before.
    void replaceTransport(ReadTransport newTransport) {
        connect(newTransport);
        paused = false;
    }

    private void connect(ReadTransport newTransport) {
        transport = newTransport;
        point = Kind.DATA.peer(newTransport::extraInfo);
    }

    /// Takes out what has come and was not read.
    byte[] takeBuffered() {
        return buffer.takeAll();
    }

    private void wakeUp() {
        Future<@Nullable Void> waiting = waiter;
        if (waiting != null && !waiting.isDone()) {
            waiting.setResult(null);
        }
    }

    /// `<StreamReader 12 bytes eof limit=... exception=... paused>`.
    @Override
    public String toString() {
        return "<StreamReader"
                + (buffer.isEmpty() ? "" : " " + buffer.size() + " bytes")
                + (atEnd ? " eof" : "")
                + (limit == DEFAULT_LIMIT ? "" : " limit=" + limit)
                + (waiter == null ? "" : " waiter=" + waiter)
                + (exception == null ? "" : " exception=" + exception)
                + (transport == null ? "" : " transport=" + transport)
                + (paused ? " paused" : "")
                + ">";
    }
}
