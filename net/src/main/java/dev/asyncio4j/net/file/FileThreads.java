// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net.file;

import dev.asyncio4j.Asyncio;
import dev.asyncio4j.EventLoop;
import dev.asyncio4j.Future;
import dev.asyncio4j.WaitPoint;
import dev.asyncio4j.net.waits.Kind;
import dev.asyncio4j.text.Quoted;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/// The threads of a loop that wait for files, and the files that are open. They are not those of
/// `toThread`: a slow disk holds up files only. **Thread** loop.
final class FileThreads implements AutoCloseable {

    private static final Kind WORK = new Kind("work on", "a file");
    private static final int THREADS = 16;
    private static final int IDLE_SECONDS = 10;

    private final EventLoop loop;
    private final ThreadPoolExecutor threads;
    private final Set<AsyncFile> open = new LinkedHashSet<>();

    private FileThreads(EventLoop loop) {
        this.loop = loop;
        this.threads =
                new ThreadPoolExecutor(
                        THREADS,
                        THREADS,
                        IDLE_SECONDS,
                        TimeUnit.SECONDS,
                        new LinkedBlockingQueue<>(),
                        Thread.ofPlatform().daemon().name("asyncio-file-", 0).factory());
        threads.allowCoreThreadTimeOut(true);
    }

    static FileThreads of(EventLoop loop) {
        return loop.local(FileThreads.class, () -> new FileThreads(loop));
    }

    EventLoop loop() {
        return loop;
    }

    <T> Future<T> submit(Path file, Callable<T> call) {
        return Asyncio.runInExecutor(threads, call, point(file));
    }

    /// What who waits for a file waits for.
    static WaitPoint point(Path file) {
        return WORK.of(() -> Quoted.of(file.toString()));
    }

    void opened(AsyncFile file) {
        open.add(file);
    }

    void closed(AsyncFile file) {
        open.remove(file);
    }

    int openFiles() {
        return open.size();
    }

    /// The loop is being closed: closes what is open.
    @Override
    public void close() {
        List.copyOf(open).forEach(file -> threads.execute(file::closeNow));
        threads.shutdown();
    }
}
