// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.conformance.streams;

import static dev.asyncio4j.Asyncio.*;
import static dev.asyncio4j.conformance.Py.*;
import static dev.asyncio4j.net.Net.*;

import dev.asyncio4j.Coroutine;
import dev.asyncio4j.net.Connection;
import dev.asyncio4j.net.Server;
import dev.asyncio4j.net.stream.StreamReader;
import dev.asyncio4j.net.stream.StreamWriter;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;

/// Unix domain sockets: the same streams over a path; the own name is empty; what happens to the
/// socket file at close; errors for a missing path; an existing stale file is replaced.
public final class T07UnixSockets {

    public static void main(String[] args) {
        run(main());
    }

    private static Coroutine<Void> handle(StreamReader reader, StreamWriter writer) {
        return async(
                () -> {
                    byte[] line = await(reader.readline());
                    byte[] reversed = new byte[line.length];
                    for (int i = 0; i < line.length; i++) {
                        reversed[i] = line[line.length - 1 - i];
                    }
                    writer.write(reversed);
                    await(writer.drain());
                    writer.close();
                });
    }

    static Coroutine<Void> main() {
        return async(
                () -> {
                    Path folder = Files.createTempDirectory("unix");
                    Path path = folder.resolve("s");
                    try {
                        overThePath(folder, path);
                    } finally {
                        try (var files = Files.list(folder)) {
                            for (Path file : files.toList()) {
                                Files.delete(file);
                            }
                        }
                        Files.delete(folder);
                    }
                });
    }

    private static void overThePath(Path folder, Path path) throws IOException {
        Server server = await(startUnixServer(T07UnixSockets::handle, path));
        Connection c = await(openUnixConnection(path));
        var peer = (UnixDomainSocketAddress) c.writer().extraInfo("peername");
        print(
                "sockname",
                peer.getPath().getFileName().toString(),
                "| own name",
                repr(c.writer().extraInfo("sockname").toString()));
        c.writer().write("abc\n");
        print((Object) await(c.reader().read()));
        c.close();
        await(c.writer().waitClosed());
        server.close();
        await(server.waitClosed());
        print("file left after close:", Files.exists(path));
        try {
            await(openUnixConnection(path), IOException.class);
        } catch (IOException e) {
            print("connect after close refused");
        }
        server = await(startUnixServer(T07UnixSockets::handle, path));
        print("stale file replaced, serving", server.isServing());
        c = await(openUnixConnection(path));
        c.writer().write("xyz\n");
        c.writer().writeEof();
        print((Object) await(c.reader().read()));
        c.close();
        server.close();
        try {
            await(openUnixConnection(folder.resolve("missing")), IOException.class);
        } catch (IOException e) {
            print(name(e));
        }
        Path plain = folder.resolve("plain file");
        Files.createFile(plain);
        try {
            await(startUnixServer(T07UnixSockets::handle, plain), IOException.class);
        } catch (IOException e) {
            print(
                    "a plain file in the way:",
                    name(e),
                    e.getMessage().contains("is already in use"));
        }
    }
}
