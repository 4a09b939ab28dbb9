// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net.process;

import static dev.asyncio4j.Asyncio.async;
import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.Asyncio.gather;

import dev.asyncio4j.Coroutine;
import dev.asyncio4j.Signal;
import dev.asyncio4j.net.stream.StreamReader;
import dev.asyncio4j.net.stream.StreamWriter;
import dev.asyncio4j.net.transport.ReadTransport;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A child process with streams, as [Subprocess#createSubprocessExec] starts it.
///
/// `try (process) {...}` kills a child that still runs at the end of the block; so does closing the
/// loop. **Thread** loop. **Like** `asyncio.subprocess.Process`.
@SuppressWarnings("AvoidCommonTypeNames") // asyncio's word for it
public final class Process implements AutoCloseable {

    // set once
    private final ChildTransport transport;
    private final SubprocessStreamProtocol protocol;

    Process(ChildTransport transport, SubprocessStreamProtocol protocol) {
        this.transport = transport;
        this.protocol = protocol;
    }

    /// The child's number.
    public long pid() {
        return transport.pid();
    }

    /// How it ended: its exit code, or the negative number of the signal that ended it; null while
    /// it runs. Where the JDK starts children ([Subprocess#launcher()]), the exit codes 129 to 192
    /// are taken for signals.
    public @Nullable Integer returncode() {
        return transport.returncode();
    }

    /// What it reads.
    /// @throws IllegalStateException if that is no pipe
    public StreamWriter stdin() {
        return pipe("stdin", protocol.stdin());
    }

    /// What it writes.
    /// @throws IllegalStateException if that is no pipe
    public StreamReader stdout() {
        return pipe("stdout", protocol.stdout());
    }

    /// Its errors.
    /// @throws IllegalStateException if they are no pipe
    public StreamReader stderr() {
        return pipe("stderr", protocol.stderr());
    }

    private static <T> T pipe(String name, @Nullable T stream) {
        if (stream == null) {
            throw new IllegalStateException(
                    name + " is no pipe: start the process with " + name + " = PIPE");
        }
        return stream;
    }

    /// Waits until the child has ended and its pipes are closed, and gives [#returncode()]. A child
    /// that writes more than is read never ends: use [#communicate()]. One that leaves a pipe to a
    /// child of its own is waited for until that one has closed it. **Suspends** unless it has
    /// ended. **If cancelled** the child runs on. **Like** `wait`.
    public Coroutine<Integer> waitOn() {
        return transport.waitOn();
    }

    /// Closes its input, reads all it writes, and waits for its end. **Suspends** always. **If
    /// cancelled** the child runs on; what was read is lost. **Like** `communicate`.
    public Coroutine<ProcessOutput> communicate() {
        return communicating(null);
    }

    /// [#communicate()] that writes `input` first; a child that does not read it is no error.
    public Coroutine<ProcessOutput> communicate(byte[] input) {
        return communicating(Objects.requireNonNull(input, "input"));
    }

    /// [#communicate(byte[])] of a text, in UTF-8.
    public Coroutine<ProcessOutput> communicate(String input) {
        return communicating(input.getBytes(StandardCharsets.UTF_8));
    }

    private Coroutine<ProcessOutput> communicating(byte @Nullable [] input) {
        return async(
                "communicate",
                () -> {
                    var all = await(gather(feed(input), read(1), read(2)));
                    await(waitOn());
                    return new ProcessOutput(all.get(1), all.get(2));
                });
    }

    private Coroutine<byte @Nullable []> feed(byte @Nullable [] input) {
        return async(
                "feed_stdin",
                () -> {
                    StreamWriter stdin = protocol.stdin();
                    if (stdin != null) {
                        try {
                            if (input != null) {
                                stdin.write(input);
                            }
                            await(stdin.drain(), SocketException.class);
                        } catch (SocketException nobodyReads) {
                            System.getLogger("asyncio")
                                    .log(System.Logger.Level.DEBUG, "communicate", nobodyReads);
                        }
                        stdin.close();
                    }
                    return null;
                });
    }

    private Coroutine<byte @Nullable []> read(int fd) {
        return async(
                "read_stream",
                () -> {
                    StreamReader stream = fd == 1 ? protocol.stdout() : protocol.stderr();
                    if (stream == null) {
                        return null;
                    }
                    byte[] all = await(stream.read());
                    if (transport.pipeTransport(fd) instanceof ReadTransport pipe) {
                        pipe.close();
                    }
                    return all;
                });
    }

    /// Sends the child a signal; nothing happens if it has just ended. **Suspends** never.
    /// @throws ProcessLookupError if it is gone
    /// @throws IllegalStateException if the system does not allow it
    public void sendSignal(Signal signal) {
        sendSignal(signal.number());
    }

    /// [#sendSignal(Signal)] by its number.
    /// @throws IllegalArgumentException if the system knows no such signal
    public void sendSignal(int signal) {
        transport.sendSignal(signal);
    }

    /// Asks the child to end (SIGTERM). **Suspends** never.
    /// @throws ProcessLookupError if it is gone
    public void terminate() {
        transport.terminate();
    }

    /// Ends the child (SIGKILL). **Suspends** never.
    /// @throws ProcessLookupError if it is gone
    public void kill() {
        transport.kill();
    }

    /// Closes its pipes, and kills it if it still runs; [#waitOn()] tells when that is done.
    /// Idempotent. **Suspends** never. **Like** nothing in asyncio.
    @Override
    public void close() {
        transport.close();
    }

    /// `<Process 12>`.
    @Override
    public String toString() {
        return "<Process " + pid() + ">";
    }
}
