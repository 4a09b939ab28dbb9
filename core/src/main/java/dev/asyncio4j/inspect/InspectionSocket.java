// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.inspect;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.util.concurrent.TimeUnit;
import jdk.net.ExtendedSocketOptions;
import org.jspecify.annotations.Nullable;

/// Answers questions about this program's loops, by a Unix socket that only its own user, and root,
/// can reach.
///
/// **Idea.** A daemon thread of its own serves one request a connection, one connection at a time:
/// so it answers while loops stand still, and a slow reader keeps nobody but the next one, and that
/// for seconds at most. What it may tell is in [Answers].
///
/// **Guards.** The folder is the user's alone ([InspectionFolder]); the peer's user is asked of the
/// system; a request is one line of at most 4 KiB within two seconds; an answer has at most 4 MiB,
/// and 20 a second are given.
final class InspectionSocket implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger("asyncio");
    private static final int LONGEST_REQUEST = 4096;
    private static final long TO_READ = 2_000_000_000L; // nanoseconds
    private static final long TO_WRITE = 5_000_000_000L;
    private static final long BETWEEN = 50_000_000L; // two answers

    private final ServerSocketChannel server;
    private final Path path;
    private final UserPrincipal owner;
    private final Thread thread;
    private final Answering answers;

    /// What is asked.
    interface Answering {
        /// The answer to one request, on one line.
        String to(String request) throws InterruptedException;
    }

    private InspectionSocket(
            ServerSocketChannel server, Path path, UserPrincipal owner, Answering answers) {
        this.server = server;
        this.path = path;
        this.owner = owner;
        this.answers = answers;
        this.thread = Thread.ofPlatform().daemon().name("asyncio-inspect").unstarted(this::serve);
    }

    /// Opens the socket of this process; null if it cannot be had, of which the log tells.
    static @Nullable InspectionSocket open() {
        try {
            return open(InspectionFolder.open());
        } catch (IOException | UnsupportedOperationException | SecurityException refused) {
            LOG.log(Level.DEBUG, "this program cannot be inspected: " + refused);
            return null;
        }
    }

    static InspectionSocket open(InspectionFolder folder) throws IOException {
        return open(folder, new Answers(new Sampler())::to);
    }

    static InspectionSocket open(InspectionFolder folder, Answering answers) throws IOException {
        folder.sweep();
        Path path = folder.socketOf(ProcessHandle.current());
        Files.deleteIfExists(path);
        deleteAtExit(path);
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            server.bind(UnixDomainSocketAddress.of(path), 16);
        } catch (IOException refused) {
            server.close();
            throw refused;
        }
        InspectionSocket socket = new InspectionSocket(server, path, folder.owner(), answers);
        socket.thread.start();
        return socket;
    }

    private static void deleteAtExit(Path path) throws IOException {
        Thread end = new Thread(() -> delete(path), "asyncio-inspect-end");
        try {
            Runtime.getRuntime().addShutdownHook(end);
        } catch (IllegalStateException ending) {
            throw new IOException("it is ending", ending);
        }
    }

    private static void delete(Path path) {
        try {
            Files.deleteIfExists(path);
        } catch (IOException stays) { // the next program sweeps
            LOG.log(Level.DEBUG, path + " cannot be deleted", stays);
        }
    }

    Path path() {
        return path;
    }

    private void serve() {
        long last = System.nanoTime() - BETWEEN;
        while (server.isOpen()) {
            try (SocketChannel peer = server.accept()) {
                if (isAllowed(peer)) {
                    last = answerAfter(last, peer);
                }
            } catch (ClosedChannelException closed) {
                LOG.log(Level.TRACE, "the inspection socket was closed", closed);
            } catch (InterruptedException ended) {
                return;
            } catch (IOException | RuntimeException | Error lost) { // the next may do better
                LOG.log(Level.DEBUG, "a request to inspect failed", lost);
            }
        }
    }

    private boolean isAllowed(SocketChannel peer) throws IOException {
        return isAllowed(peer.getOption(ExtendedSocketOptions.SO_PEERCRED).user(), owner);
    }

    static boolean isAllowed(UserPrincipal peer, UserPrincipal owner) {
        return peer.equals(owner) || peer.getName().equals("root");
    }

    private long answerAfter(long last, SocketChannel peer)
            throws IOException, InterruptedException {
        try (Selector selector = Selector.open()) {
            peer.configureBlocking(false);
            SelectionKey key = peer.register(selector, SelectionKey.OP_READ);
            String request = read(peer, selector);
            if (request == null) {
                return last;
            }
            long wait = last + BETWEEN - System.nanoTime();
            if (wait > 0) {
                TimeUnit.NANOSECONDS.sleep(wait);
            }
            String answer = answer(request) + "\n";
            key.interestOps(SelectionKey.OP_WRITE);
            write(peer, selector, ByteBuffer.wrap(answer.getBytes(StandardCharsets.UTF_8)));
            return System.nanoTime();
        }
    }

    /// A program that is short of memory or of stack is one that somebody wants to look at: it says
    /// so, and answers the next.
    private String answer(String request) throws InterruptedException {
        try {
            return answers.to(request);
        } catch (RuntimeException | Error failure) {
            LOG.log(Level.DEBUG, "a request to inspect failed", failure);
            return Answers.error("the program cannot answer: " + failure.getClass().getName());
        }
    }

    /// One line; null if it is too long, comes too slowly or not at all.
    private static @Nullable String read(SocketChannel peer, Selector selector) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(LONGEST_REQUEST);
        long end = System.nanoTime() + TO_READ;
        while (buffer.hasRemaining() && awaits(selector, end)) {
            if (peer.read(buffer) < 0) {
                return null;
            }
            int size = buffer.position();
            if (size > 0 && buffer.get(size - 1) == '\n') {
                return new String(buffer.array(), 0, size, StandardCharsets.UTF_8);
            }
        }
        return null;
    }

    private static void write(SocketChannel peer, Selector selector, ByteBuffer bytes)
            throws IOException {
        long end = System.nanoTime() + TO_WRITE;
        while (bytes.hasRemaining() && awaits(selector, end)) {
            peer.write(bytes);
        }
    }

    private static boolean awaits(Selector selector, long end) throws IOException {
        long left = (end - System.nanoTime()) / 1_000_000;
        if (left <= 0) {
            return false;
        }
        selector.selectedKeys().clear();
        selector.select(left);
        return true;
    }

    @Override
    public void close() throws IOException {
        server.close();
        Files.deleteIfExists(path);
    }
}
