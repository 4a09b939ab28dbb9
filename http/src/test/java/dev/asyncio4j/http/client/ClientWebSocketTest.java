// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.client;

import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.Asyncio.awaitEach;
import static dev.asyncio4j.Asyncio.sleep;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.asyncio4j.http.Http;
import dev.asyncio4j.http.server.Response;
import dev.asyncio4j.http.websocket.WebSocket;
import dev.asyncio4j.http.websocket.WebSocketClosed;
import dev.asyncio4j.http.websocket.WebSocketOptions;
import dev.asyncio4j.junit.AsyncTest;
import dev.asyncio4j.junit.VirtualClock;
import java.util.ArrayList;
import java.util.List;

/// A client's side of a WebSocket.
@VirtualClock
class ClientWebSocketTest {

    private final List<Object> marks = new ArrayList<>();

    private void echoes() throws Exception {
        WebSocketOptions options = WebSocketOptions.defaults().withSubprotocols("tea", "milk");
        Peer.serve(
                80,
                request ->
                        Response.webSocket(
                                options,
                                socket -> {
                                    try {
                                        for (WebSocket.Message each : awaitEach(socket)) {
                                            if (each.isText()) {
                                                await(
                                                        socket.send("you said: " + each.text()),
                                                        WebSocketClosed.class);
                                            } else {
                                                await(
                                                        socket.send(each.data()),
                                                        WebSocketClosed.class);
                                            }
                                        }
                                        marks.add("closed");
                                    } catch (WebSocketClosed closed) {
                                        marks.add(closed.code());
                                    }
                                }));
    }

    @AsyncTest
    void messages_goBothWays_compressedOrNot() throws Exception {
        echoes();
        for (WebSocketOptions options :
                List.of(
                        WebSocketOptions.defaults(),
                        WebSocketOptions.defaults().withoutCompression())) {
            try (HttpClient client = Http.client()) {
                await(
                        client.webSocket(ClientRequest.get("http://localhost/"), options)
                                .use(
                                        socket -> {
                                            await(socket.send("hi"));
                                            marks.add(await(socket.receive()).text());
                                            await(socket.send(new byte[100_000]));
                                            marks.add(await(socket.receive()).data().length);
                                        }));
                assertThat(client).hasToString("<HttpClient 0 open, 0 idle, 0 waiting>");
            }
        }
        assertThat(marks)
                .containsExactly(
                        "you said: hi", 100_000, "closed", "you said: hi", 100_000, "closed");
    }

    @AsyncTest
    void subprotocol_isAgreedOn() throws Exception {
        echoes();
        try (HttpClient client = Http.client()) {
            WebSocketOptions options = WebSocketOptions.defaults().withSubprotocols("milk", "rum");
            await(
                    client.webSocket(ClientRequest.get("http://localhost/"), options)
                            .use(socket -> marks.add(socket.subprotocol())));
            await(
                    client.webSocket("ws://localhost/")
                            .use(socket -> marks.add("" + socket.subprotocol())));
        }
        assertThat(marks).containsExactly("milk", "closed", "null", "closed");
    }

    @AsyncTest
    void failure_closesWith1011() throws Exception {
        echoes();
        try (HttpClient client = Http.client()) {
            assertThatThrownBy(
                            () ->
                                    await(
                                            client.webSocket("ws://localhost/")
                                                    .use(
                                                            socket -> {
                                                                throw new IllegalStateException(
                                                                        "no");
                                                            })))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("no");
        }
        await(sleep(1));
        assertThat(marks).containsExactly(1011);
    }

    @AsyncTest
    void serverThatCloses_endsTheIteration() throws Exception {
        Peer.serve(80, request -> Response.webSocket(socket -> await(socket.send("bye"))));
        try (HttpClient client = Http.client()) {
            await(
                    client.webSocket("ws://localhost/")
                            .use(
                                    socket -> {
                                        for (WebSocket.Message each : awaitEach(socket)) {
                                            marks.add(each.text());
                                        }
                                        marks.add(socket.isClosed());
                                    }));
        }
        assertThat(marks).containsExactly("bye", true);
    }

    @AsyncTest
    void serverThatDoesNotAgree_isSaid() {
        String[] answers = {
            "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok",
            "HTTP/1.1 101 Switching Protocols\r\n\r\n",
            "HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: upgrade\r\n"
                    + "sec-websocket-accept: c3R1cGlk\r\n\r\n"
        };
        int port = 1000;
        try (HttpClient client = Http.client()) {
            for (String each : answers) {
                Peer.says(++port, each);
                String url = "ws://localhost:" + port + "/";
                assertThatThrownBy(() -> await(client.webSocket(url).use(socket -> {})))
                        .isInstanceOf(ProtocolError.class);
            }
            assertThat(client).hasToString("<HttpClient 0 open, 0 idle, 0 waiting>");
        }
    }

    @AsyncTest
    void clientsEnd_isTheSockets() throws Exception {
        echoes();
        HttpClient client = Http.client();
        await(
                client.webSocket("ws://localhost/")
                        .use(
                                socket -> {
                                    client.close();
                                    assertThatThrownBy(() -> await(socket.receive()))
                                            .isInstanceOf(WebSocketClosed.class);
                                }));
        await(sleep(1));
        assertThat(marks).containsExactly(1006);
    }
}
