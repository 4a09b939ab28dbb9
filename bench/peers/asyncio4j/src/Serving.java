// SPDX-License-Identifier: Apache-2.0

import static dev.asyncio4j.Asyncio.*;

import dev.asyncio4j.Coroutine;
import dev.asyncio4j.RunnerOptions;
import dev.asyncio4j.http.Http;
import dev.asyncio4j.http.server.Limits;
import dev.asyncio4j.http.server.Response;
import dev.asyncio4j.http.server.Router;
import dev.asyncio4j.http.server.ServerOptions;
import dev.asyncio4j.http.websocket.WebSocket;
import dev.asyncio4j.net.Net;
import dev.asyncio4j.net.ServeOptions;
import dev.asyncio4j.net.Server;
import dev.asyncio4j.net.stream.StreamReader;
import dev.asyncio4j.net.stream.StreamWriter;
import dev.asyncio4j.net.tls.TlsSettings;
import dev.asyncio4j.net.tls.TlsVersion;
import dev.asyncio4j.net.transport.Protocol;
import dev.asyncio4j.net.transport.Transport;
import java.io.IOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.List;

/// The servers of our peer, as those of `peers/asyncio`.
final class Serving {

    private static final ServeOptions OPTIONS = ServeOptions.defaults().withBacklog(1024);

    private Serving() {}

    /// By streams.
    static Coroutine<Void> echo(int port) {
        return async(
                () -> serve(await(Net.startServer(Serving::answer, "127.0.0.1", port, OPTIONS))));
    }

    /// By streams, over TLS 1.3.
    static Coroutine<Void> echoTls(int port, Path certificate, Path key) {
        TlsSettings tls = TlsSettings.server(certificate, key).withVersions(TlsVersion.TLS_1_3);
        return async(
                () ->
                        serve(
                                await(
                                        Net.startServer(
                                                Serving::answer,
                                                "127.0.0.1",
                                                port,
                                                OPTIONS.withTls(tls)))));
    }

    private static void serve(Server server) {
        await(server.serveForever());
    }

    private static Coroutine<Void> answer(StreamReader reader, StreamWriter writer) {
        return async(
                () -> {
                    try {
                        while (true) {
                            byte[] data = await(reader.read(65536), IOException.class);
                            if (data.length == 0) {
                                break;
                            }
                            writer.write(data);
                            await(writer.drain());
                        }
                    } catch (IOException reset) {
                        // the client is gone
                    } finally {
                        writer.close();
                    }
                });
    }

    /// By a protocol.
    static Coroutine<Void> echoRaw(int port) {
        return async(
                () ->
                        serve(
                                await(
                                        Net.createServer(
                                                Echo::new, List.of("127.0.0.1"), port, OPTIONS))));
    }

    /// A handler behind a router, for HTTP/1.1 and HTTP/2. Connections live as long as the load, as
    /// the other peers' do.
    static Coroutine<Void> http(int port) {
        ServerOptions options =
                ServerOptions.defaults()
                        .withLimits(Limits.defaults().withRequests(Integer.MAX_VALUE));
        Router app =
                new Router()
                        .get("/", request -> Response.text("Hello, World!"))
                        .get("/echo", request -> Response.webSocket(Serving::talk));
        return Http.serve(app, "127.0.0.1", port, options);
    }

    private static void talk(WebSocket socket) {
        for (var message : awaitEach(socket)) {
            await(socket.send(message.data()));
        }
    }

    /// A loop on each of so many threads, each with a socket of its own on the port, and for each
    /// message 200 SHA-256 before it is echoed.
    static void echoOnLoops(int port, int loops) {
        for (int i = 0; i < loops; i++) {
            Thread.ofPlatform()
                    .name("loop-" + i)
                    .start(
                            () ->
                                    run(
                                            echoAfterWork(port),
                                            RunnerOptions.defaults().withInterrupt(false)));
        }
    }

    private static Coroutine<Void> echoAfterWork(int port) {
        return async(
                () -> {
                    MessageDigest digest = MessageDigest.getInstance("SHA-256");
                    serve(
                            await(
                                    Net.startServer(
                                            (reader, writer) -> work(digest, reader, writer),
                                            "127.0.0.1",
                                            port,
                                            OPTIONS.withReusePort())));
                });
    }

    private static Coroutine<Void> work(
            MessageDigest digest, StreamReader reader, StreamWriter writer) {
        return async(
                () -> {
                    while (true) {
                        byte[] data = await(reader.read(65536));
                        if (data.length == 0) {
                            break;
                        }
                        for (int i = 0; i < 200; i++) {
                            digest.digest(data);
                        }
                        writer.write(data);
                        await(writer.drain());
                    }
                    writer.close();
                });
    }

    private static final class Echo implements Protocol {

        private Transport transport;

        @Override
        public void connectionMade(Transport made) {
            transport = made;
        }

        @Override
        public void dataReceived(byte[] data) {
            transport.write(data);
        }
    }
}
