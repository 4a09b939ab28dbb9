// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net.pool;

import dev.asyncio4j.Signal;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// What a worker's process runs: jobs, one after the other, until the owner is gone.
///
/// One thread reads the socket all the time, so that the end of the owner is seen while a job runs,
/// and ends that job with the process. What jobs print goes to the errors, which are the owner's;
/// nothing they write can come between the frames, for these have a socket of their own.
public final class WorkerMain {

    private static final int LOST = 1;

    private final Frames frames;
    private final int maxBytes;
    private final SynchronousQueue<byte[]> jobs = new SynchronousQueue<>();
    private final AtomicBoolean busy = new AtomicBoolean();

    private WorkerMain(Frames frames, int maxBytes) {
        this.frames = frames;
        this.maxBytes = maxBytes;
    }

    /// For [ProcessPool], which starts this. **Suspends** never, but blocks until it ends.
    /// @param arguments the path of the owner's socket, and the largest frame in bytes
    /// @throws IOException if the owner cannot be reached
    public static void main(String[] arguments) throws IOException {
        System.setIn(InputStream.nullInputStream());
        System.setOut(System.err);
        Signal.SIGINT.ignore(); // Ctrl-C is the owner's business
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        channel.connect(UnixDomainSocketAddress.of(arguments[0]));
        int maxBytes = Integer.parseInt(arguments[1]);
        WorkerMain worker = new WorkerMain(new Frames(channel, maxBytes), maxBytes);
        Thread.ofPlatform().daemon().name("asyncio-worker-socket").start(worker::listen);
        worker.work();
    }

    private void listen() {
        try {
            while (true) {
                byte[] job = frames.read().bytes();
                busy.set(true);
                jobs.put(job);
            }
        } catch (IOException | InterruptedException ownerIsGone) {
            if (busy.get()) {
                Runtime.getRuntime().halt(LOST);
            }
            System.exit(0);
        }
    }

    private void work() {
        try {
            while (true) {
                answer(jobs.take());
            }
        } catch (IOException | InterruptedException ownerIsGone) {
            Runtime.getRuntime().halt(LOST);
        }
    }

    private void answer(byte[] job) throws IOException {
        Object call;
        try {
            call = Payload.job(job);
        } catch (Throwable unknown) { // it is the job's own code that reads it
            send(Frames.NOT_UNDERSTOOD, text(String.valueOf(unknown), ""));
            return;
        }
        @Nullable Object value;
        try {
            if (call instanceof Callable<?> callable) {
                value = callable.call();
            } else {
                ((Runnable) call).run();
                value = null;
            }
        } catch (Throwable failure) {
            fail(failure);
            return;
        }
        byte[] bytes;
        try {
            bytes = Payload.of(value);
        } catch (IOException unsendable) {
            fail(unsendable);
            return;
        } catch (Throwable unsendable) { // too deep for the stack, say
            fail(new IllegalStateException("result: cannot be sent: " + unsendable, unsendable));
            return;
        }
        if (bytes.length > maxBytes) {
            fail(
                    new IllegalStateException(
                            "result: " + bytes.length + " bytes (expected: <= " + maxBytes + ")"));
            return;
        }
        send(Frames.RESULT, bytes);
    }

    private void fail(Throwable failure) throws IOException {
        byte[] asItIs;
        try {
            asItIs = Payload.of(failure);
        } catch (Throwable unsendable) {
            send(Frames.FAILURE_TEXT, asText(failure));
            return;
        }
        send(Frames.FAILURE, asItIs);
        send(Frames.FAILURE_TEXT, asText(failure)); // if its class is not let in
    }

    private static byte[] asText(Throwable failure) {
        StringWriter stack = new StringWriter();
        failure.printStackTrace(new PrintWriter(stack, true));
        return text(failure.getClass().getName(), stack.toString());
    }

    /// A line, and a text.
    private static byte[] text(String line, String text) {
        return (line.replace('\n', ' ') + "\n" + text).getBytes(StandardCharsets.UTF_8);
    }

    private void send(byte kind, byte[] bytes) throws IOException {
        if (kind == Frames.RESULT || kind == Frames.NOT_UNDERSTOOD || kind == Frames.FAILURE_TEXT) {
            busy.set(false); // before the owner hears of it, and may go
        }
        frames.write(kind, bytes);
    }
}
