// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.conformance.protocols;

import static dev.asyncio4j.Asyncio.*;
import static dev.asyncio4j.conformance.Py.*;
import static dev.asyncio4j.net.Net.*;

import dev.asyncio4j.Coroutine;
import dev.asyncio4j.Future;
import dev.asyncio4j.conformance.Tuple;
import dev.asyncio4j.net.transport.BaseTransport;
import dev.asyncio4j.net.transport.Protocol;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// addReader and addWriter on channels (level triggered, replaced by a second call, removal tells
/// whether there was one), and pipe transports with their protocols.
public final class T08ReadersWritersPipes {

    public static void main(String[] args) {
        run(main());
    }

    private static byte[] b(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /// Python's `socketpair`.
    private static SocketChannel[] pair() throws IOException {
        Path folder = Files.createTempDirectory("pair");
        var address = UnixDomainSocketAddress.of(folder.resolve("s"));
        try (var listening = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            listening.bind(address);
            SocketChannel one = SocketChannel.open(address);
            return new SocketChannel[] {one, listening.accept()};
        } finally {
            Files.deleteIfExists(address.getPath());
            Files.delete(folder);
        }
    }

    private static byte[] recv(ReadableByteChannel channel, int n) {
        ByteBuffer buffer = ByteBuffer.allocate(n);
        try {
            return Arrays.copyOf(buffer.array(), channel.read(buffer));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void send(WritableByteChannel channel, String text) throws IOException {
        channel.write(ByteBuffer.wrap(b(text)));
    }

    static Coroutine<Void> main() {
        return async(
                () -> {
                    readers();
                    readPipe();
                    writePipe();
                });
    }

    private static void readers() throws IOException {
        SocketChannel[] ab = pair();
        SocketChannel a = ab[0];
        SocketChannel b = ab[1];
        a.configureBlocking(false);
        b.configureBlocking(false);
        List<Object> log = new ArrayList<>();
        print("remove unknown:", removeReader(a), removeWriter(a));
        addReader(a, () -> log.add(recv(a, 2)));
        send(b, "abcde");
        await(sleep(0.2));
        print("called as long as there is data:", log);
        addReader(a, () -> log.add(Tuple.of("second callback", recv(a, 10))));
        send(b, "f");
        await(sleep(0.2));
        print(log.getLast());
        print("remove:", removeReader(a), removeReader(a));
        send(b, "unseen");
        await(sleep(0.2));
        print("removed:", log.size());
        Future<String> fut = getRunningLoop().createFuture();
        addWriter(
                a,
                () -> {
                    if (!fut.isDone()) {
                        fut.setResult("writable");
                    }
                });
        print(await(fut), removeWriter(a));

        print("a callback removed by an earlier one in the same iteration does not run:");
        log.clear();
        SocketChannel[] cd = pair();
        SocketChannel c = cd[0];
        c.configureBlocking(false);
        Runnable either =
                () -> {
                    log.add("one ran");
                    removeReader(a);
                    removeReader(c);
                };
        addReader(a, either);
        addReader(c, either);
        send(cd[1], "x");
        await(sleep(0.2));
        print("  ", log);
        for (SocketChannel s : List.of(a, b, c, cd[1])) {
            s.close();
        }
    }

    private static final class R implements Protocol {
        final List<Object> log;

        R(List<Object> log) {
            this.log = log;
        }

        @Override
        public void connectionMade(BaseTransport tr) {
            log.add("made");
        }

        @Override
        public void dataReceived(byte[] data) {
            log.add(data);
        }

        @Override
        public boolean eofReceived() {
            log.add("eof");
            return false;
        }

        @Override
        public void connectionLost(Throwable exc) {
            log.add("lost " + repr(exc));
        }
    }

    private static void readPipe() throws IOException {
        print("-- read pipe");
        Pipe pipe = Pipe.open();
        List<Object> log = new ArrayList<>();
        var made = await(connectReadPipe(() -> new R(log), pipe.source()));
        send(pipe.sink(), "one");
        await(sleep(0.2));
        send(pipe.sink(), "two");
        pipe.sink().close();
        await(sleep(0.2));
        print(log, "closing", made.transport().isClosing());
    }

    private static void writePipe() throws IOException {
        print("-- write pipe: notices that the reader is gone");
        Pipe pipe = Pipe.open();
        List<Object> log = new ArrayList<>();
        var made = await(connectWritePipe(() -> new R(log), pipe.sink()));
        made.transport().write(b("through the pipe"));
        await(sleep(0.01));
        print(recv(pipe.source(), 100), "can_write_eof", made.transport().canWriteEof());
        pipe.source().close();
        made.transport().write(b("nobody reads this"));
        await(sleep(0.2));
        print(
                log.stream().map(x -> x.toString().split(" ")[0]).toList(),
                "closing",
                made.transport().isClosing());
    }
}
