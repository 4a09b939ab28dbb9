// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net.process;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Starts children by the JDK's `ProcessBuilder`: everywhere, with less knowledge.
///
/// The JDK tells the end by signal n as exit code 128 + n, so an exit code from 129 to 192 is taken
/// for a signal. It ends what a child writes when the child ends: what a grandchild writes later is
/// lost. It cannot end a call that is blocked in a pipe: the thread stays until the other end is
/// closed. A script without a first line that names its interpreter is run by the shell.
final class JdkLauncher implements Launcher {

    private static final int SIGKILL = 9;
    private static final int SIGTERM = 15;
    private static final int SIGNALED = 128;
    private static final int LAST_SIGNAL = 64;

    private final String reason;

    JdkLauncher(String reason) {
        this.reason = reason;
    }

    @Override
    public Child launch(Command command) throws IOException {
        SubprocessOptions options = command.options();
        if (options.newSession()) {
            throw new UnsupportedOperationException(
                    "newSession needs the system's own calls, but here is " + this);
        }
        List<String> words = new ArrayList<>(command.words());
        words.set(0, command.file()); // or the JDK would look for it on this process's path
        ProcessBuilder builder =
                new ProcessBuilder(words)
                        .redirectInput(input(options.stdin()))
                        .redirectOutput(redirect(options.stdout()))
                        .redirectErrorStream(options.stderr() == Stdio.Plain.STDOUT);
        if (options.stderr() != Stdio.Plain.STDOUT) {
            builder.redirectError(redirect(options.stderr()));
        }
        Path cwd = options.cwd();
        if (cwd != null) {
            builder.directory(cwd.toFile());
        }
        Map<String, String> env = options.env();
        if (env != null) {
            builder.environment().clear();
            builder.environment().putAll(env);
        }
        try {
            return new JdkChild(builder.start(), options);
        } catch (IOException refused) {
            FileSystemException why =
                    new FileSystemException(command.program(), null, refused.getMessage());
            why.initCause(refused);
            throw why;
        }
    }

    private static Redirect input(Stdio stdio) {
        return stdio == Stdio.Plain.DEVNULL
                ? Redirect.from(new File(Command.ON_WINDOWS ? "NUL" : "/dev/null"))
                : redirect(stdio);
    }

    private static Redirect redirect(Stdio stdio) {
        return switch (stdio) {
            case Stdio.FromFile(Path file) -> Redirect.from(file.toFile());
            case Stdio.ToFile(Path file, boolean append) ->
                    append ? Redirect.appendTo(file.toFile()) : Redirect.to(file.toFile());
            case Stdio.Plain.DEVNULL -> Redirect.DISCARD;
            case Stdio.Plain.INHERIT -> Redirect.INHERIT;
            case Stdio.Plain.PIPE, Stdio.Plain.STDOUT -> Redirect.PIPE;
        };
    }

    @Override
    public String toString() {
        return "the JDK's ProcessBuilder: " + reason;
    }

    /// A child of this launcher.
    private record JdkChild(java.lang.Process process, SubprocessOptions options) implements Child {

        @Override
        public long pid() {
            return process.pid();
        }

        @Override
        public @Nullable OutputStream stdin() {
            return options.stdin() == Stdio.Plain.PIPE ? process.getOutputStream() : null;
        }

        @Override
        public @Nullable InputStream stdout() {
            return options.stdout() == Stdio.Plain.PIPE ? process.getInputStream() : null;
        }

        @Override
        public @Nullable InputStream stderr() {
            return options.stderr() == Stdio.Plain.PIPE ? process.getErrorStream() : null;
        }

        @Override
        public int awaitEnd() {
            boolean interrupted = false;
            try {
                while (true) {
                    try {
                        return translated(process.waitFor());
                    } catch (InterruptedException notYet) {
                        interrupted = true;
                    }
                }
            } finally {
                if (interrupted) {
                    Thread.currentThread().interrupt();
                }
            }
        }

        private static int translated(int status) {
            boolean isSignal =
                    !Command.ON_WINDOWS && status > SIGNALED && status <= SIGNALED + LAST_SIGNAL;
            return isSignal ? SIGNALED - status : status;
        }

        @Override
        public void signal(int number) {
            if (!process.isAlive()) {
                return;
            }
            switch (number) {
                case SIGTERM -> process.destroy();
                case SIGKILL -> process.destroyForcibly();
                default -> byProgram(number);
            }
        }

        private void byProgram(int number) {
            if (Command.ON_WINDOWS) {
                throw new UnsupportedOperationException("Windows has no signal " + number);
            }
            if (number < 0 || number > LAST_SIGNAL) {
                throw new IllegalArgumentException(
                        "signal: " + number + " (expected: one of this system's)");
            }
            try {
                new ProcessBuilder(List.of("kill", "-" + number, String.valueOf(pid())))
                        .redirectErrorStream(true)
                        .redirectOutput(Redirect.DISCARD)
                        .start();
            } catch (IOException refused) {
                throw new IllegalStateException(
                        "signal " + number + " cannot be sent: the program kill is missing",
                        refused);
            }
        }
    }
}
