// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net.file;

import static dev.asyncio4j.Asyncio.async;
import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.Asyncio.shield;

import dev.asyncio4j.AsyncIterable;
import dev.asyncio4j.AsyncIterator;
import dev.asyncio4j.Coroutine;
import dev.asyncio4j.Future;
import dev.asyncio4j.StopAsyncIteration;
import dev.asyncio4j.loop.Fault;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// An open file, with a place at which it is read and written next: [AsyncFiles#open].
///
/// What is asked for is done in that order, each on a thread, while the loop goes on. Reading goes
/// ahead, so that most lines come without a thread; writing does not wait here. `for (String line :
/// awaitEach(file))` reads it by lines, and `try (file) {...}` closes it.
///
/// **If cancelled** an operation that has not begun is not done at all. One that has is done to its
/// end, for a thread in the middle of a file cannot be stopped: a read loses nothing, for the place
/// stays where it was; a write will be in the file, and the place behind it. **Thread** loop.
/// **Like** nothing in asyncio; the library aiofiles.
public final class AsyncFile implements AsyncIterable<String>, AutoCloseable {

    private static final int AHEAD_BYTES = 64 * 1024;

    // set once
    private final Path path;
    private final FileChannel channel;
    private final FileThreads threads;
    private final Operations operations;
    private final boolean appends;

    // loop only
    private long position; // where it is read and written next
    private byte[] ahead = new byte[0]; // what the file holds there
    private int used; // of what was read ahead
    private @Nullable Future<?> closing;

    AsyncFile(Path path, FileChannel channel, FileThreads threads, boolean appends) {
        this.path = path;
        this.channel = channel;
        this.threads = threads;
        this.operations = new Operations(threads, path);
        this.appends = appends;
        threads.opened(this);
    }

    /// The file's path.
    public Path path() {
        return path;
    }

    // ---- reading

    /// Reads `n` bytes, or what is left if that is less. **Suspends** unless they were read ahead.
    /// **If cancelled** the place stays where it was. **Shape** 0 reads nothing; empty means the
    /// end.
    /// @throws IllegalArgumentException if `n` is negative; to the end is [#read()]
    public Coroutine<byte[]> read(int n) {
        if (n < 0) {
            throw new IllegalArgumentException("n: " + n + " (expected: >= 0)");
        }
        return async(
                "read",
                () -> {
                    ensureOpen();
                    boolean more = true;
                    while (more && left() < n) {
                        more = fetch();
                    }
                    return take(Math.min(n, left()));
                });
    }

    /// Reads to the end. **Suspends** always. **If cancelled** the place stays where it was.
    public Coroutine<byte[]> read() {
        return async(
                "read",
                () -> {
                    ensureOpen();
                    long[] from = new long[1];
                    byte[] rest =
                            operations.perform(
                                    () -> {
                                        from[0] = position;
                                        return new Operations.Job<>(
                                                () -> rest(from[0]), read -> {});
                                    });
                    moveTo(from[0] + rest.length);
                    return rest;
                });
    }

    /// Reads a line, in UTF-8, without its end (`\n` or `\r\n`); null at the end of the file.
    /// **Suspends** unless it was read ahead. **If cancelled** the place stays where it was.
    public Coroutine<@Nullable String> readLine() {
        return async("readline", this::line);
    }

    private @Nullable String line() throws IOException {
        ensureOpen();
        int seen = 0;
        while (true) {
            for (; seen < left(); seen++) {
                if (ahead[used + seen] == '\n') {
                    byte[] line = take(seen + 1);
                    boolean two = seen > 0 && line[seen - 1] == '\r';
                    return new String(line, 0, two ? seen - 1 : seen, StandardCharsets.UTF_8);
                }
            }
            if (!fetch()) {
                return left() == 0 ? null : new String(take(left()), StandardCharsets.UTF_8);
            }
        }
    }

    /// The lines from the place on, as [#readLine()] gives them.
    @Override
    public AsyncIterator<String> asyncIterator() {
        return () ->
                async(
                        "readline",
                        () -> {
                            String line = line();
                            if (line == null) {
                                throw new StopAsyncIteration();
                            }
                            return line;
                        });
    }

    private int left() {
        return ahead.length - used;
    }

    private byte[] take(int count) {
        byte[] taken = Arrays.copyOfRange(ahead, used, used + count);
        used += count;
        position += count;
        return taken;
    }

    /// Reads more ahead; false at the end of the file.
    private boolean fetch() {
        byte[] fetched =
                operations.perform(
                        () -> {
                            long from = position + left();
                            int size = Math.max(AHEAD_BYTES, left()); // so that it doubles
                            return new Operations.Job<>(
                                    () -> block(from, size), read -> readAhead(from, read));
                        });
        return fetched.length > 0;
    }

    private void readAhead(long from, byte[] read) {
        if (from == position + left()) { // nobody has gone elsewhere meanwhile
            byte[] more = Arrays.copyOf(rest(), left() + read.length);
            System.arraycopy(read, 0, more, left(), read.length);
            ahead = more;
            used = 0;
        }
    }

    private byte[] rest() {
        return Arrays.copyOfRange(ahead, used, ahead.length);
    }

    /// **Thread** one of the loop's for files.
    private byte[] block(long from, int size) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(size);
        int count = channel.read(buffer, from);
        return Arrays.copyOf(buffer.array(), Math.max(0, count));
    }

    /// **Thread** one of the loop's for files.
    private byte[] rest(long from) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        byte[] block = block(from, AHEAD_BYTES);
        while (block.length > 0) {
            all.write(block);
            block = block(from + all.size(), AHEAD_BYTES);
        }
        return all.toByteArray();
    }

    // ---- writing

    /// Writes all of `data`, which may be changed afterwards: at the place, or at the end if the
    /// file was opened to append. **Suspends** always. **If cancelled** and begun, it is written
    /// all
    /// the same.
    public Coroutine<@Nullable Void> write(byte[] data) {
        byte[] copy = data.clone();
        return async(
                "write",
                () -> {
                    ensureOpen();
                    operations.perform(
                            () -> {
                                long at = position;
                                return new Operations.Job<>(() -> put(copy, at), this::moveTo);
                            });
                });
    }

    /// [#write(byte[])] of a text, in UTF-8.
    public Coroutine<@Nullable Void> write(String text) {
        return write(text.getBytes(StandardCharsets.UTF_8));
    }

    /// **Thread** one of the loop's for files.
    private long put(byte[] data, long at) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(data);
        while (buffer.hasRemaining()) {
            if (appends) {
                channel.write(buffer);
            } else {
                channel.write(buffer, at + buffer.position());
            }
        }
        return appends ? channel.size() : at + data.length;
    }

    /// Makes the file this long: cuts it off, or fills it up with zeros. The place stays.
    /// **Suspends**
    /// always.
    /// @throws IllegalArgumentException if `size` is negative
    public Coroutine<@Nullable Void> truncate(long size) {
        if (size < 0) {
            throw new IllegalArgumentException("size: " + size + " (expected: >= 0)");
        }
        return async(
                "truncate",
                () -> {
                    ensureOpen();
                    operations.perform(
                            () -> new Operations.Job<>(() -> cut(size), done -> moveTo(position)));
                });
    }

    /// **Thread** one of the loop's for files.
    private boolean cut(long size) throws IOException {
        if (size > channel.size()) {
            channel.write(ByteBuffer.allocate(1), size - 1);
        } else {
            channel.truncate(size);
        }
        return true;
    }

    /// Waits until all that was asked for is done. **Suspends** always.
    public Coroutine<@Nullable Void> flush() {
        return async(
                "flush",
                () -> {
                    ensureOpen();
                    operations.perform(() -> true);
                });
    }

    /// Waits until all that was written is on the disk, so that it outlives the machine's fall.
    /// **Suspends** always.
    public Coroutine<@Nullable Void> sync() {
        return async(
                "sync",
                () -> {
                    ensureOpen();
                    operations.perform(
                            () -> {
                                channel.force(true);
                                return true;
                            });
                });
    }

    // ---- the place

    /// Where it is read and written next, in bytes from the beginning.
    public long position() {
        return position;
    }

    /// Goes to a place, which may lie behind the end. **Suspends** never.
    /// @throws IllegalArgumentException if `place` is negative
    public void seek(long place) {
        if (place < 0) {
            throw new IllegalArgumentException("place: " + place + " (expected: >= 0)");
        }
        moveTo(place);
    }

    private void moveTo(long place) {
        position = place;
        ahead = new byte[0];
        used = 0;
    }

    /// How long the file is. **Suspends** always.
    public Coroutine<Long> size() {
        return async(
                "size",
                () -> {
                    ensureOpen();
                    return operations.perform(channel::size);
                });
    }

    // ---- the end

    private void ensureOpen() throws IOException {
        if (closing != null) {
            throw new ClosedChannelException();
        }
    }

    /// Closes it, when all that was asked for is done; [#waitClosed()] tells when. Idempotent.
    /// **Suspends** never.
    @Override
    public void close() {
        if (closing == null) {
            Future<?> mine = operations.begin(() -> new Operations.Job<>(this::shut, done -> {}));
            closing = mine;
            mine.addDoneCallback(this::wasClosed);
        }
    }

    /// **Thread** one of the loop's for files.
    private boolean shut() throws IOException {
        channel.close();
        return true;
    }

    private void wasClosed(Future<?> done) {
        threads.closed(this);
        Throwable failure = done.isCancelled() ? null : done.exception();
        if (failure != null) {
            threads.loop()
                    .callExceptionHandler(
                            Fault.of("a file could not be closed").withException(failure));
        }
    }

    /// Waits until it is closed. **Suspends** unless it is. **If cancelled** it is closed all the
    /// same. It throws what closing failed with, which the exception handler is told of, too.
    /// @throws IllegalStateException from awaiting it, if [#close()] was not called
    public Coroutine<@Nullable Void> waitClosed() {
        return async(
                "wait_closed",
                () -> {
                    Future<?> mine = closing;
                    if (mine == null) {
                        throw new IllegalStateException("the file is open: close it first");
                    }
                    await(shield(mine));
                });
    }

    /// Its loop is gone. **Thread** one of the loop's for files.
    void closeNow() {
        try {
            channel.close();
        } catch (IOException failed) {
            System.getLogger("asyncio").log(Level.WARNING, "a file could not be closed", failed);
        }
    }

    boolean channelIsClosed() {
        return !channel.isOpen();
    }

    /// `<AsyncFile notes.txt position=0>`.
    @Override
    public String toString() {
        return "<AsyncFile " + path + (closing == null ? " position=" + position : " closed") + ">";
    }
}
