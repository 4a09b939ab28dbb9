// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net.process;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Starts children by the system's own calls.
///
/// What it can do that the JDK's cannot: it knows a signal from an exit code above 128, sends any
/// signal and only to a child that is still on the books, and ends a call that is blocked in a
/// pipe.
final class SystemLauncher implements Launcher {

    // fcntl.h, on Linux
    private static final int READ = 0;
    private static final int WRITE = 1;
    private static final int READ_WRITE = 2;
    private static final int CREATE = 0100;
    private static final int TRUNCATE = 01000;
    private static final int APPEND = 02000;

    private final Posix posix;

    SystemLauncher(Posix posix) {
        this.posix = posix;
    }

    @Override
    public Child launch(Command command) throws IOException {
        String file = command.file();
        SubprocessOptions options = command.options();
        Map<String, String> env = options.env();
        List<Spawn.Stream> streams = new ArrayList<>();
        try (Pipes pipes = new Pipes()) {
            OutputStream stdin = null;
            InputStream stdout = null;
            InputStream stderr = null;
            if (options.stdin() == Stdio.Plain.PIPE) {
                stdin = pipes.toChild(0, streams);
            } else {
                addPlain(0, options.stdin(), streams);
            }
            if (options.stdout() == Stdio.Plain.PIPE) {
                stdout = pipes.fromChild(1, streams);
            } else {
                addPlain(1, options.stdout(), streams);
            }
            if (options.stderr() == Stdio.Plain.PIPE) {
                stderr = pipes.fromChild(2, streams);
            } else {
                addPlain(2, options.stderr(), streams);
            }
            Path cwd = options.cwd();
            Spawn spawn =
                    new Spawn(
                            file,
                            command.words(),
                            env == null ? null : pairs(env),
                            cwd == null ? null : cwd.toString(),
                            streams,
                            options.newSession());
            int pid = spawn(spawn, command.program());
            pipes.keep();
            return new SystemChild(posix, pid, stdin, stdout, stderr);
        }
    }

    private int spawn(Spawn spawn, String program) throws IOException {
        try {
            return posix.spawn(spawn);
        } catch (SystemError refused) {
            IOException why =
                    switch (refused.errno()) {
                        case Posix.ENOENT ->
                                new NoSuchFileException(
                                        program, null, "it, or its interpreter, is not there");
                        case Posix.EACCES -> new AccessDeniedException(program);
                        default -> new FileSystemException(program, null, refused.getMessage());
                    };
            why.initCause(refused);
            throw why;
        }
    }

    private static List<String> pairs(Map<String, String> env) {
        return env.entrySet().stream().map(each -> each.getKey() + "=" + each.getValue()).toList();
    }

    private static void addPlain(int number, Stdio stdio, List<Spawn.Stream> streams) {
        switch (stdio) {
            case Stdio.FromFile(Path file) -> streams.add(open(number, file, READ));
            case Stdio.ToFile(Path file, boolean append) ->
                    streams.add(open(number, file, WRITE | CREATE | (append ? APPEND : TRUNCATE)));
            case Stdio.Plain.DEVNULL ->
                    streams.add(new Spawn.Open(number, "/dev/null", READ_WRITE));
            case Stdio.Plain.STDOUT -> streams.add(new Spawn.Duplicate(number, 1));
            case Stdio.Plain.INHERIT, Stdio.Plain.PIPE -> {} // nothing to do; done already
        }
    }

    private static Spawn.Open open(int number, Path file, int flags) {
        return new Spawn.Open(number, file.toAbsolutePath().toString(), flags);
    }

    @Override
    public String toString() {
        return "the system's calls";
    }

    /// Pipes while a child is being started: afterwards it has its ends, and we have ours.
    ///
    /// Ours are opened once more, under `/proc`, because that makes a channel of a number; and a
    /// channel, unlike a stream, can be closed while a thread is blocked in it.
    private final class Pipes implements AutoCloseable {

        private final List<Integer> numbers = new ArrayList<>();
        private final List<FileChannel> ours = new ArrayList<>();
        private boolean kept;

        OutputStream toChild(int number, List<Spawn.Stream> streams) throws IOException {
            int[] ends = pipe();
            streams.add(new Spawn.Duplicate(number, ends[0]));
            return Channels.newOutputStream(opened(ends[1], StandardOpenOption.WRITE));
        }

        InputStream fromChild(int number, List<Spawn.Stream> streams) throws IOException {
            int[] ends = pipe();
            streams.add(new Spawn.Duplicate(number, ends[1]));
            return Channels.newInputStream(opened(ends[0], StandardOpenOption.READ));
        }

        private int[] pipe() throws IOException {
            int[] ends = posix.pipe();
            numbers.add(ends[0]);
            numbers.add(ends[1]);
            return ends;
        }

        private FileChannel opened(int end, StandardOpenOption how) throws IOException {
            FileChannel channel = FileChannel.open(Path.of("/proc/self/fd/" + end), how);
            ours.add(channel);
            return channel;
        }

        void keep() {
            kept = true;
        }

        @Override
        public void close() throws IOException {
            numbers.forEach(posix::close);
            if (!kept) {
                for (FileChannel each : ours) {
                    each.close();
                }
            }
        }
    }

    /// A child of this launcher. The lock keeps a signal from a number that is no longer the
    /// child's.
    private static final class SystemChild implements Child {

        // set once
        private final Posix posix;
        private final int pid;
        private final @Nullable OutputStream stdin;
        private final @Nullable InputStream stdout;
        private final @Nullable InputStream stderr;

        // under the lock
        private boolean reaped;

        SystemChild(
                Posix posix,
                int pid,
                @Nullable OutputStream stdin,
                @Nullable InputStream stdout,
                @Nullable InputStream stderr) {
            this.posix = posix;
            this.pid = pid;
            this.stdin = stdin;
            this.stdout = stdout;
            this.stderr = stderr;
        }

        @Override
        public long pid() {
            return pid;
        }

        @Override
        public @Nullable OutputStream stdin() {
            return stdin;
        }

        @Override
        public @Nullable InputStream stdout() {
            return stdout;
        }

        @Override
        public @Nullable InputStream stderr() {
            return stderr;
        }

        @Override
        public int awaitEnd() throws IOException {
            posix.awaitEnd(pid);
            synchronized (this) {
                reaped = true;
                return posix.reap(pid);
            }
        }

        @Override
        public synchronized void signal(int number) {
            int errno = reaped ? 0 : posix.kill(pid, number);
            if (errno == Posix.EINVAL) {
                throw new IllegalArgumentException(
                        "signal: " + number + " (expected: one of this system's)");
            }
            if (errno != 0 && errno != Posix.ESRCH) {
                throw new IllegalStateException(
                        "the system does not allow signal " + number + " to process " + pid);
            }
        }
    }
}
