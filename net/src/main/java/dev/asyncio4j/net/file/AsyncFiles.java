// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net.file;

import static dev.asyncio4j.Asyncio.async;
import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.Asyncio.generator;

import dev.asyncio4j.AsyncIterable;
import dev.asyncio4j.CancelledError;
import dev.asyncio4j.Coroutine;
import dev.asyncio4j.EventLoop;
import dev.asyncio4j.Future;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.CopyOption;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/// The front door to files that are read and written off the loop.
///
/// ```java
/// for (String line : awaitEach(AsyncFiles.lines(Path.of("notes.txt")))) {
///     System.out.println(line);
/// }
/// ```
///
/// They wait on at most 16 threads a loop, which are not those of `toThread`. What fails comes out
/// of `await` as the JDK's exception, such as [java.nio.file.NoSuchFileException]. **If
/// cancelled**,
/// what has begun is done to its end on its thread, and its result is dropped: a file that was to
/// be
/// written may be there or not. For files, not for pipes and terminals, which may hold a thread for
/// ever. **Thread** loop. **Like** nothing in asyncio; the library aiofiles.
public final class AsyncFiles {

    private AsyncFiles() {}

    // ---- whole files

    /// All bytes of a file. **Suspends** always.
    public static Coroutine<byte[]> readAllBytes(Path file) {
        Objects.requireNonNull(file, "file");
        return perform("read", file, () -> Files.readAllBytes(file));
    }

    /// All of a file as text, in UTF-8. **Suspends** always. Awaiting it fails with a
    /// [java.nio.charset.CharacterCodingException] if it is no UTF-8.
    public static Coroutine<String> readString(Path file) {
        Objects.requireNonNull(file, "file");
        return perform("read", file, () -> Files.readString(file));
    }

    /// Makes a file of these bytes, in place of what it holds. **Suspends** always.
    public static Coroutine<@Nullable Void> write(Path file, byte[] data) {
        return writing(file, data);
    }

    /// [#write(Path, byte[])] of a text, in UTF-8.
    public static Coroutine<@Nullable Void> write(Path file, String text) {
        return writing(file, text.getBytes(StandardCharsets.UTF_8));
    }

    /// Adds these bytes to the end of a file, which is made if it is not there. **Suspends**
    /// always.
    public static Coroutine<@Nullable Void> append(Path file, byte[] data) {
        return writing(file, data, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    /// [#append(Path, byte[])] of a text, in UTF-8.
    public static Coroutine<@Nullable Void> append(Path file, String text) {
        return append(file, text.getBytes(StandardCharsets.UTF_8));
    }

    private static Coroutine<@Nullable Void> writing(
            Path file, byte[] data, OpenOption... options) {
        Objects.requireNonNull(file, "file");
        byte[] copy = data.clone();
        return async(
                "write",
                () -> {
                    await(perform("write", file, () -> Files.write(file, copy, options)));
                });
    }

    /// Copies a file. **Suspends** always. Awaiting it fails with a
    /// [java.nio.file.FileAlreadyExistsException] if there is one already, unless an option says
    /// `REPLACE_EXISTING`.
    public static Coroutine<@Nullable Void> copy(Path from, Path to, CopyOption... options) {
        Objects.requireNonNull(from, "from");
        Objects.requireNonNull(to, "to");
        return async(
                "copy",
                () -> {
                    await(perform("copy", to, () -> Files.copy(from, to, options)));
                });
    }

    private static <T> Coroutine<T> perform(String name, Path file, Callable<T> call) {
        return async(name, () -> await(FileThreads.of(EventLoop.running()).submit(file, call)));
    }

    // ---- bit by bit

    /// The lines of a file, in UTF-8, without their ends. Each iteration opens it anew, and closes
    /// it
    /// at its end.
    public static AsyncIterable<String> lines(Path file) {
        Objects.requireNonNull(file, "file");
        return () ->
                generator(
                        out -> {
                            AsyncFile open = await(open(file));
                            try {
                                String line = await(open.readLine());
                                while (line != null) {
                                    out.emit(line);
                                    line = await(open.readLine());
                                }
                            } finally {
                                open.close();
                            }
                        });
    }

    /// Opens a file. **Suspends** always. **If cancelled** it is not left open. **Shape** without
    /// options it is opened to read: Python's `r`; `w` is `WRITE, CREATE, TRUNCATE_EXISTING`, `a`
    /// is
    /// `CREATE, APPEND`, `x` is `WRITE, CREATE_NEW`, `r+` is `READ, WRITE`.
    /// @param options of [StandardOpenOption]
    public static Coroutine<AsyncFile> open(Path file, OpenOption... options) {
        Objects.requireNonNull(file, "file");
        Set<OpenOption> wanted = Set.copyOf(List.of(options));
        return async(
                "open",
                () -> {
                    FileThreads threads = FileThreads.of(EventLoop.running());
                    boolean appends = wanted.contains(StandardOpenOption.APPEND);
                    Future<FileChannel> wish = threads.loop().createFuture(FileThreads.point(file));
                    threads.submit(file, () -> FileChannel.open(file, wanted))
                            .addDoneCallback(opened -> handOver(opened, wish));
                    return new AsyncFile(file, awaitOpen(wish), threads, appends);
                });
    }

    /// Who is cancelled after it was handed over, and before going on, leaves it to nobody.
    private static FileChannel awaitOpen(Future<FileChannel> wish) {
        try {
            return await(wish);
        } catch (CancelledError cancelled) {
            if (wish.isDone() && !wish.isCancelled() && wish.exception() == null) {
                closeUnwanted(wish.result());
            }
            throw cancelled;
        }
    }

    private static void handOver(Future<FileChannel> opened, Future<FileChannel> wish) {
        Throwable failure = opened.exception();
        if (wish.isDone()) { // cancelled
            if (failure == null) {
                closeUnwanted(opened.result());
            }
        } else if (failure == null) {
            wish.setResult(opened.result());
        } else {
            wish.setException(failure);
        }
    }

    private static void closeUnwanted(FileChannel channel) {
        try {
            channel.close();
        } catch (IOException failed) {
            System.getLogger("asyncio").log(Level.WARNING, "a file could not be closed", failed);
        }
    }
}
