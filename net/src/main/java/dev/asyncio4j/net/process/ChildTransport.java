// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net.process;

import static dev.asyncio4j.Asyncio.async;
import static dev.asyncio4j.Asyncio.await;

import dev.asyncio4j.Coroutine;
import dev.asyncio4j.EventLoop;
import dev.asyncio4j.Future;
import dev.asyncio4j.Signal;
import dev.asyncio4j.net.transport.BaseProtocol;
import dev.asyncio4j.net.transport.BaseTransport;
import dev.asyncio4j.net.transport.Protocol;
import dev.asyncio4j.net.transport.SubprocessProtocol;
import dev.asyncio4j.net.transport.SubprocessTransport;
import dev.asyncio4j.net.waits.Kind;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A child process and its pipes, for a protocol.
///
/// ```
///   connectionMade -> pipeDataReceived* ; pipeConnectionLost for each pipe ; processExited ->
/// connectionLost
/// ```
///
/// The end of the child and the ends of its pipes come in any order; `connectionLost` comes after
/// all of them, and only then do those go on who wait for the child. Its input is closed when it
/// has ended, if that was not done before. **Thread** loop. **Like**
/// `asyncio.base_subprocess.BaseSubprocessTransport`.
final class ChildTransport implements SubprocessTransport {

    private static final Kind END = new Kind("the end of", "a process");
    private static final int UNKNOWN = 255; // what asyncio says if somebody else has seen the end

    // set once
    private final EventLoop loop;
    private final ChildThreads threads;
    private final Child child;
    private final @Nullable WritePipe stdin;
    private final @Nullable ReadPipe stdout;
    private final @Nullable ReadPipe stderr;
    private final LoopChildren siblings;
    private final Runnable onLoopClose = this::loopCloses;

    // loop only
    private SubprocessProtocol protocol;
    private final List<Future<Integer>> waiters = new ArrayList<>();
    private int openPipes;
    private @Nullable Integer returncode;
    private boolean closed;
    private boolean finished; // connectionLost is on its way
    private boolean gone; // it has been called

    private ChildTransport(
            EventLoop loop, ChildThreads threads, Child child, SubprocessProtocol protocol) {
        this.loop = loop;
        this.siblings = LoopChildren.of(loop);
        this.threads = threads;
        this.child = child;
        this.protocol = protocol;
        OutputStream in = child.stdin();
        this.stdin = in == null ? null : new WritePipe(loop, threads, in, new Input());
        this.stdout = reading(1, child.stdout());
        this.stderr = reading(2, child.stderr());
        this.openPipes =
                (stdin == null ? 0 : 1) + (stdout == null ? 0 : 1) + (stderr == null ? 0 : 1);
    }

    private @Nullable ReadPipe reading(int fd, @Nullable InputStream from) {
        return from == null ? null : new ReadPipe(loop, threads, from, new Output(fd));
    }

    /// Starts a child for a new protocol. **Suspends** always. **If cancelled** the child is
    /// killed.
    static <P extends SubprocessProtocol> Coroutine<Subprocess.Started<P>> start(
            Launcher launcher, Supplier<P> factory, Command command) {
        return async(
                "subprocess_exec",
                () -> {
                    EventLoop loop = EventLoop.running();
                    P protocol = factory.get();
                    ChildThreads threads = new ChildThreads(loop, command.program());
                    Launch launch = new Launch(launcher, command, threads);
                    Runnable abandon = launch::abandon;
                    LoopChildren.of(loop).add(abandon);
                    ChildTransport transport = null;
                    try {
                        Child child = await(threads.submit(launch));
                        transport = new ChildTransport(loop, threads, child, protocol);
                    } finally {
                        LoopChildren.of(loop).remove(abandon);
                        if (transport == null) {
                            launch.abandon();
                        }
                    }
                    transport.begin();
                    return new Subprocess.Started<>(transport, protocol);
                });
    }

    private void begin() {
        siblings.add(onLoopClose);
        Future<@Nullable Void> made = loop.createFuture();
        loop.callSoon(() -> protocol.connectionMade(this));
        loop.callSoon(this::startPipes); // also if that threw: the child's end is still told
        loop.callSoon(
                () -> {
                    if (!made.isDone()) { // else cancelled
                        made.setResult(null);
                    }
                });
        threads.submit(() -> LiveChildren.OF_THIS_JVM.awaitEnd(child))
                .addDoneCallback(this::childEnded);
        try {
            await(made);
        } catch (Throwable cancelled) {
            close();
            throw cancelled;
        }
    }

    private void startPipes() {
        if (stdout != null) {
            stdout.start();
        }
        if (stderr != null) {
            stderr.start();
        }
    }

    private void childEnded(Future<Integer> end) {
        Throwable unseen = end.exception();
        if (unseen != null) {
            System.getLogger("asyncio")
                    .log(Level.WARNING, "the end of process " + pid() + " is unknown", unseen);
        }
        returncode = unseen == null ? end.result() : UNKNOWN;
        if (stdin != null) {
            stdin.childEnded();
        }
        loop.callSoon(() -> protocol.processExited());
        finishIfAllIsOver();
    }

    private void pipeLost(int fd, @Nullable Throwable cause) {
        openPipes--;
        loop.callSoon(() -> protocol.pipeConnectionLost(fd, cause));
        finishIfAllIsOver();
    }

    private void finishIfAllIsOver() {
        if (returncode != null && openPipes == 0 && !finished) {
            finished = true;
            int code = returncode;
            loop.callSoon(() -> connectionLost(code));
        }
    }

    private void connectionLost(int code) {
        gone = true;
        threads.shutdown();
        siblings.remove(onLoopClose);
        try {
            protocol.connectionLost(null);
        } finally {
            for (Future<Integer> each : waiters) {
                if (!each.isDone()) { // else cancelled
                    each.setResult(code);
                }
            }
            waiters.clear();
        }
    }

    /// The end of a child whose loop is being closed: nothing can be told any more.
    private void loopCloses() {
        if (returncode == null && !closed) {
            System.getLogger("asyncio")
                    .log(Level.WARNING, "{0} still ran when its loop was closed: killed", this);
            child.signal(Signal.SIGKILL.number());
        }
        closed = true;
        threads.execute(
                () -> {
                    Launch.closeQuietly(child.stdin());
                    Launch.closeQuietly(child.stdout());
                    Launch.closeQuietly(child.stderr());
                });
        threads.shutdown();
    }

    // ---- the transport

    @Override
    public long pid() {
        return child.pid();
    }

    @Override
    public @Nullable BaseTransport pipeTransport(int fd) {
        return switch (fd) {
            case 0 -> stdin;
            case 1 -> stdout;
            case 2 -> stderr;
            default -> null;
        };
    }

    @Nullable WritePipe stdin() {
        return stdin;
    }

    @Nullable ReadPipe stdout() {
        return stdout;
    }

    @Nullable ReadPipe stderr() {
        return stderr;
    }

    @Override
    public @Nullable Integer returncode() {
        return returncode;
    }

    /// How the child ended. **Suspends** until it has, and all its pipes are closed.
    Coroutine<Integer> waitOn() {
        return async(
                "wait",
                () -> {
                    Integer known = returncode;
                    if (known != null) {
                        return known;
                    }
                    Future<Integer> waiter = loop.createFuture(END.of(() -> "process " + pid()));
                    waiters.add(waiter);
                    try {
                        return await(waiter);
                    } finally {
                        waiters.remove(waiter);
                    }
                });
    }

    @Override
    public void sendSignal(int signal) {
        if (gone) {
            throw new ProcessLookupError();
        }
        if (returncode == null) {
            child.signal(signal);
        }
    }

    @Override
    public void terminate() {
        sendSignal(Signal.SIGTERM.number());
    }

    @Override
    public void kill() {
        sendSignal(Signal.SIGKILL.number());
    }

    /// Closes the pipes, and kills the child if it still runs.
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        if (stdin != null) {
            stdin.close();
        }
        if (stdout != null) {
            stdout.close();
        }
        if (stderr != null) {
            stderr.close();
        }
        if (returncode == null) {
            child.signal(Signal.SIGKILL.number());
        }
    }

    @Override
    public boolean isClosing() {
        return closed;
    }

    /// `subprocess` is the child's [ProcessHandle], if it is still there.
    @Override
    public @Nullable Object extraInfo(String name) {
        return name.equals("subprocess") ? ProcessHandle.of(pid()).orElse(null) : null;
    }

    /// @throws IllegalArgumentException if it is no [SubprocessProtocol]
    @Override
    public void setProtocol(BaseProtocol newProtocol) {
        if (!(newProtocol instanceof SubprocessProtocol forProcesses)) {
            throw new IllegalArgumentException(
                    "protocol: " + newProtocol + " (expected: a SubprocessProtocol)");
        }
        protocol = forProcesses;
    }

    @Override
    public BaseProtocol protocol() {
        return protocol;
    }

    /// `<ChildTransport pid=12 running>`.
    @Override
    public String toString() {
        return "<ChildTransport pid="
                + pid()
                + (returncode == null ? " running" : " returncode=" + returncode)
                + ">";
    }

    /// What the child writes.
    private final class Output implements Protocol {

        private final int fd;

        Output(int fd) {
            this.fd = fd;
        }

        @Override
        public void dataReceived(byte[] data) {
            loop.callSoon(() -> protocol.pipeDataReceived(fd, data));
        }

        @Override
        public void connectionLost(@Nullable Throwable cause) {
            pipeLost(fd, cause);
        }
    }

    /// What the child reads.
    private final class Input implements BaseProtocol {

        @Override
        public void connectionLost(@Nullable Throwable cause) {
            pipeLost(0, cause);
        }

        @Override
        public void pauseWriting() {
            protocol.pauseWriting();
        }

        @Override
        public void resumeWriting() {
            protocol.resumeWriting();
        }
    }
}
