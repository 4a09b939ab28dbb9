// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import jdk.net.ExtendedSocketOptions;

/// One question to a program's inspection channel, and its answer: a line each.
///
/// What is at the other end is trusted as little as it trusts us: it must run as the user to whom
/// the
/// socket's folder belongs, or as root, its answer has a limit, and so has the time for it.
final class Channel {

    private static final int LONGEST_ANSWER = 8 * 1024 * 1024;

    private Channel() {}

    /// Asks.
    /// @param whom how messages call the program
    /// @param owner the user as whom the program must run
    /// @throws Failure if there is no answer, or not one to be trusted
    static String ask(String whom, Path socket, int owner, String request, Duration patience)
            throws Failure {
        long end = System.nanoTime() + patience.toNanos();
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
                Selector selector = Selector.open()) {
            ensureOwner(whom, channel, socket, owner);
            channel.configureBlocking(false);
            SelectionKey key = channel.register(selector, SelectionKey.OP_WRITE);
            ByteBuffer line = ByteBuffer.wrap((request + "\n").getBytes(StandardCharsets.UTF_8));
            while (line.hasRemaining()) {
                await(whom, selector, end);
                channel.write(line);
            }
            key.interestOps(SelectionKey.OP_READ);
            return read(whom, channel, selector, end);
        } catch (ConnectException refused) {
            throw new Failure(whom + " has ended", refused);
        } catch (IOException lost) {
            String why =
                    Files.exists(socket) ? " does not answer: " + lost.getMessage() : " has ended";
            throw new Failure(whom + why, lost);
        }
    }

    private static void ensureOwner(String whom, SocketChannel channel, Path socket, int owner)
            throws IOException, Failure {
        String user = channel.getOption(ExtendedSocketOptions.SO_PEERCRED).user().getName();
        String expected = Files.getOwner(socket.toAbsolutePath().getParent()).getName();
        if (!user.equals(expected) && !user.equals("root")) {
            throw new Failure(
                    whom
                            + " runs as "
                            + Harmless.text(user)
                            + " (expected: the user "
                            + owner
                            + ")");
        }
    }

    private static String read(String whom, SocketChannel channel, Selector selector, long end)
            throws IOException, Failure {
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        ByteBuffer buffer = ByteBuffer.allocate(64 * 1024);
        while (true) {
            await(whom, selector, end);
            int count = channel.read(buffer.clear());
            if (count < 0) {
                throw new Failure(whom + " has ended, or would not answer");
            }
            answer.write(buffer.array(), 0, count);
            if (count > 0 && buffer.get(count - 1) == '\n') {
                return answer.toString(StandardCharsets.UTF_8);
            }
            if (answer.size() > LONGEST_ANSWER) {
                throw new Failure(whom + " says too much (expected: 8 MiB at most)");
            }
        }
    }

    private static void await(String whom, Selector selector, long end)
            throws IOException, Failure {
        long left = (end - System.nanoTime()) / 1_000_000;
        selector.selectedKeys().clear();
        if (left <= 0 || selector.select(left) == 0) {
            throw new Failure(whom + " does not answer (it may be stopped)");
        }
    }
}
