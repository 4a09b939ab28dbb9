// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net.process;

import static dev.asyncio4j.Asyncio.async;
import static dev.asyncio4j.Asyncio.await;

import dev.asyncio4j.Coroutine;
import dev.asyncio4j.net.transport.SubprocessProtocol;
import dev.asyncio4j.net.transport.SubprocessTransport;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;

/// The front door to child processes: `import static dev.asyncio4j.net.process.Subprocess.*;`.
///
/// ```java
/// var process = await(createSubprocessExec(
///         SubprocessOptions.defaults().withStdout(PIPE), "ls", "-l"));
/// System.out.print(await(process.communicate()).text());
/// ```
///
/// A child is started on a thread of its own, so the loop goes on meanwhile. One that is still
/// there
/// when its transport or its loop is closed is killed. **Like** `asyncio.subprocess`.
public final class Subprocess {

    /// To this process, as a stream.
    public static final Stdio PIPE = Stdio.Plain.PIPE;

    /// Of the errors: to where the output goes.
    public static final Stdio STDOUT = Stdio.Plain.STDOUT;

    /// Nowhere.
    public static final Stdio DEVNULL = Stdio.Plain.DEVNULL;

    /// Where this process's own leads.
    public static final Stdio INHERIT = Stdio.Plain.INHERIT;

    private static final Launcher LAUNCHER =
            Launcher.choose(System.getProperty("asyncio4j.process", "auto"));

    private Subprocess() {}

    /// From a file's content.
    public static Stdio fromFile(Path file) {
        return new Stdio.FromFile(file);
    }

    /// Into a file, in place of what it holds.
    public static Stdio toFile(Path file) {
        return new Stdio.ToFile(file, false);
    }

    /// Into a file, after what it holds.
    public static Stdio appendTo(Path file) {
        return new Stdio.ToFile(file, true);
    }

    /// How children are started here, and why so, as a sentence: by the system's own calls, if the
    /// JVM allows native code (`--enable-native-access`) and the system is Linux, else by the JDK.
    /// The JDK takes exit codes from 129 to 192 for signals, and keeps a thread in a pipe that a
    /// grandchild holds open.
    public static String launcher() {
        return "children are started by " + LAUNCHER;
    }

    // ---- with streams

    /// Starts a program whose streams are this process's own. No shell is involved: what the
    /// arguments say is what the program gets. **Suspends** always. **If cancelled** the child is
    /// killed. **Like** `asyncio.create_subprocess_exec`.
    ///
    /// Awaiting it fails with a [java.nio.file.NoSuchFileException] if there is no such program, an
    /// [java.nio.file.AccessDeniedException] if it must not be run, and another
    /// [java.io.IOException] if the system refuses for another reason.
    /// @throws IllegalArgumentException if a text contains NUL
    public static Coroutine<Process> createSubprocessExec(String program, String... arguments) {
        return createSubprocessExec(SubprocessOptions.defaults(), program, arguments);
    }

    /// [#createSubprocessExec(String, String...)] with options.
    public static Coroutine<Process> createSubprocessExec(
            SubprocessOptions options, String program, String... arguments) {
        return create(LAUNCHER, command(options, program, arguments));
    }

    /// Starts the system's shell (`/bin/sh -c`) with a command line. Never put text of others into
    /// it: use [#createSubprocessExec(String, String...)], where no quoting can go wrong. A command
    /// that is not there is exit code 127. **Suspends** always. **If cancelled** the shell is
    /// killed, but not what it has started. **Like** `asyncio.create_subprocess_shell`.
    /// @throws IllegalArgumentException if the line contains NUL
    public static Coroutine<Process> createSubprocessShell(String line) {
        return createSubprocessShell(SubprocessOptions.defaults(), line);
    }

    /// [#createSubprocessShell(String)] with options.
    public static Coroutine<Process> createSubprocessShell(SubprocessOptions options, String line) {
        return create(LAUNCHER, Command.shell(line, options));
    }

    static Coroutine<Process> create(Launcher launcher, Command command) {
        return async(
                "create_subprocess",
                () -> {
                    int limit = command.options().limit();
                    var started =
                            await(
                                    ChildTransport.start(
                                            launcher,
                                            () -> new SubprocessStreamProtocol(limit),
                                            command));
                    return new Process(started.childTransport(), started.protocol());
                });
    }

    // ---- with a protocol

    /// A child that runs, and who is told of it.
    ///
    /// @param transport the child
    /// @param protocol what the factory made
    public record Started<P extends SubprocessProtocol>(SubprocessTransport transport, P protocol) {

        ChildTransport childTransport() {
            return (ChildTransport) transport;
        }
    }

    /// Starts a program for a protocol of the caller's. **Suspends** always. **If cancelled** the
    /// child is killed. **Like** `loop.subprocess_exec`, where pipes are the default: here that is
    /// [SubprocessOptions#pipes()]. It throws what [#createSubprocessExec(String, String...)]
    /// throws.
    public static <P extends SubprocessProtocol> Coroutine<Started<P>> subprocessExec(
            Supplier<P> protocolFactory,
            SubprocessOptions options,
            String program,
            String... arguments) {
        Objects.requireNonNull(protocolFactory, "protocolFactory");
        return ChildTransport.start(
                LAUNCHER, protocolFactory, command(options, program, arguments));
    }

    /// [#subprocessExec] of a command line for the system's shell. **Like**
    /// `loop.subprocess_shell`.
    public static <P extends SubprocessProtocol> Coroutine<Started<P>> subprocessShell(
            Supplier<P> protocolFactory, SubprocessOptions options, String line) {
        Objects.requireNonNull(protocolFactory, "protocolFactory");
        return ChildTransport.start(LAUNCHER, protocolFactory, Command.shell(line, options));
    }

    private static Command command(SubprocessOptions options, String program, String... arguments) {
        List<String> words = new ArrayList<>();
        words.add(Objects.requireNonNull(program, "program"));
        words.addAll(List.of(arguments));
        return new Command(words, options);
    }
}
