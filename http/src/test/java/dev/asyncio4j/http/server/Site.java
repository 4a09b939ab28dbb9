// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.server;

import static dev.asyncio4j.Asyncio.await;

import dev.asyncio4j.EventLoop;
import dev.asyncio4j.net.Connection;
import dev.asyncio4j.net.Net;
import dev.asyncio4j.net.simulated.SimulatedNetwork;
import java.io.ByteArrayOutputStream;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;

/// A server in a simulated network, and clients that send it what they like, byte for byte.
final class Site {

    final HttpServer server;

    Site(Handler handler) throws Exception {
        this(handler, ServerOptions.defaults());
    }

    Site(Handler handler, ServerOptions options) throws Exception {
        if (SimulatedNetwork.of(EventLoop.running()) == null) {
            new SimulatedNetwork(7);
        }
        server = await(HttpServer.start(handler, "", 80, options));
    }

    Connection connect() {
        return await(Net.openConnection("localhost", 80));
    }

    /// Sends that, and gives all that comes back until the server closes.
    String say(String request) throws Exception {
        Connection peer = connect();
        peer.writer().write(request.getBytes(StandardCharsets.ISO_8859_1));
        String answer = rest(peer);
        peer.writer().close();
        return answer;
    }

    static String rest(Connection peer) throws Exception {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        try {
            while (true) {
                byte[] piece = await(peer.reader().read(65536), SocketException.class);
                if (piece.length == 0) {
                    break;
                }
                all.writeBytes(piece);
            }
        } catch (SocketException reset) {
            all.writeBytes("<reset>".getBytes(StandardCharsets.US_ASCII));
        }
        return all.toString(StandardCharsets.ISO_8859_1).replaceAll("date: [^\r]*\r\n", "");
    }

    /// The next answer, whose body is that many characters.
    static String answer(Connection peer, int body) {
        String head =
                new String(await(peer.reader().readuntil("\r\n\r\n")), StandardCharsets.ISO_8859_1);
        String text =
                body == 0
                        ? ""
                        : new String(
                                await(peer.reader().readexactly(body)),
                                StandardCharsets.ISO_8859_1);
        return head.replaceAll("date: [^\r]*\r\n", "") + text;
    }
}
