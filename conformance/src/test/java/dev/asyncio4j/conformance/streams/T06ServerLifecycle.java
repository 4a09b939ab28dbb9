// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.conformance.streams;

import static dev.asyncio4j.Asyncio.*;
import static dev.asyncio4j.conformance.Py.*;
import static dev.asyncio4j.net.Net.*;

import dev.asyncio4j.Coroutine;
import dev.asyncio4j.Task;
import dev.asyncio4j.net.Connection;
import dev.asyncio4j.net.ServeOptions;
import dev.asyncio4j.net.Server;
import dev.asyncio4j.net.stream.StreamReader;
import dev.asyncio4j.net.stream.StreamWriter;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;

/// Server objects: not serving at first, serveForever and its cancellation, close twice, waitClosed
/// (which waits for open connections), as a block, errors for wrong uses.
public final class T06ServerLifecycle {

    public static void main(String[] args) {
        run(main());
    }

    private static Coroutine<Void> handle(StreamReader reader, StreamWriter writer) {
        return async(
                () -> {
                    await(reader.read());
                    writer.close();
                });
    }

    private static int port(Server server) {
        return ((InetSocketAddress) server.sockets().getFirst().sockname()).getPort();
    }

    private static Server started() {
        return await(startServer(T06ServerLifecycle::handle, "127.0.0.1", 0));
    }

    static Coroutine<Void> main() {
        return async(
                () -> {
                    print("-- not serving until told");
                    Server server =
                            await(
                                    startServer(
                                            T06ServerLifecycle::handle,
                                            "127.0.0.1",
                                            0,
                                            ServeOptions.defaults().withoutStart()));
                    print("serving", server.isServing(), "sockets", server.sockets().size());
                    await(server.startServing());
                    await(server.startServing());
                    print(
                            "serving",
                            server.isServing(),
                            "loop:",
                            server.loop() == getRunningLoop());
                    forever(server);
                    connections();
                    inUse();
                });
    }

    private static void forever(Server first) {
        print("-- serve_forever");
        Task<Void> t = createTask(first.serveForever());
        await(sleep(0));
        try {
            await(first.serveForever());
        } catch (IllegalStateException e) {
            print(show(e).split("<")[0], "... is already being awaited on serve_forever()");
        }
        t.cancel();
        await(waitOn(List.of(t)));
        print(
                "cancelled",
                t.isCancelled(),
                "| that closed the server:",
                first.isServing(),
                first.sockets().size());
        try {
            await(first.serveForever());
        } catch (IllegalStateException e) {
            print(e.getMessage().contains("closed"));
        }
        first.close();
        first.close();
        print("closed three times");

        print("-- close ends serve_forever with CancelledError");
        Server server = started();
        t = createTask(server.serveForever());
        await(sleep(0));
        server.close();
        await(waitOn(List.of(t)));
        print("cancelled", t.isCancelled());
    }

    private static void connections() {
        print("-- close leaves open connections alone");
        Server server = started();
        Connection c = await(openConnection("127.0.0.1", port(server)));
        await(sleep(0.2));
        server.close();
        c.writer().write("still works");
        await(c.writer().drain());
        Task<Void> wc = createTask(server.waitClosed());
        await(sleep(0.2));
        print("wait_closed done while a connection is open:", wc.isDone());
        c.close();
        await(c.writer().waitClosed());
        await(waitOn(List.of(wc)));
        print("and after it closed:", wc.isDone());

        print("-- wait_closed before close: waits for the close");
        server = started();
        wc = createTask(server.waitClosed());
        await(sleep(0.2));
        print("done:", wc.isDone());
        server.close();
        await(wc);
        print("done:", wc.isDone());
    }

    private static void inUse() {
        print("-- address in use");
        try (Server server = started()) {
            int port = port(server);
            try {
                await(
                        startServer(T06ServerLifecycle::handle, "127.0.0.1", port),
                        IOException.class);
            } catch (IOException e) {
                print(name(e), e.getMessage().contains("error while attempting to bind"));
            }
        }
    }
}
