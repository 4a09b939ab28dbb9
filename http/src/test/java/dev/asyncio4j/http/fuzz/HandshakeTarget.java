// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.fuzz;

import dev.asyncio4j.http.message.Headers;
import dev.asyncio4j.http.wire.BadRequest;
import dev.asyncio4j.http.wire.WebSocketCodec;
import dev.asyncio4j.http.wire.WebSocketHandshake;
import dev.asyncio4j.http.wire.WebSocketOffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// The words of a WebSocket's handshake: extensions, subprotocols and a key, on three lines.
final class HandshakeTarget implements Target {

    private static final List<String> SPOKEN = List.of("chat", "super.chat");

    @Override
    public void take(byte[] input) throws Exception {
        String[] lines = new String(input, StandardCharsets.ISO_8859_1).split("\n", 3);
        Headers asked;
        try {
            asked =
                    Headers.of(
                            "upgrade",
                            "websocket",
                            "connection",
                            "upgrade",
                            "sec-websocket-version",
                            "13",
                            "sec-websocket-extensions",
                            lines[0],
                            "sec-websocket-protocol",
                            lines.length > 1 ? lines[1] : "",
                            "sec-websocket-key",
                            lines.length > 2 ? lines[2] : "");
        } catch (IllegalArgumentException noField) {
            return; // which the parser of requests refuses
        }
        serve(asked);
        serve(
                asked.without("sec-websocket-key")
                        .with("sec-websocket-key", "AAAAAAAAAAAAAAAAAAAAAA=="));
        ask(lines[0], lines.length > 1 ? lines[1] : "");
    }

    private static void serve(Headers asked) throws Exception {
        WebSocketHandshake agreed;
        try {
            agreed = WebSocketHandshake.of(asked, 1000, SPOKEN, true);
        } catch (BadRequest refusal) {
            return;
        }
        Headers answer = agreed.answer();
        Claim.that(
                agreed.subprotocol() == null || SPOKEN.contains(agreed.subprotocol()),
                "a subprotocol that nobody speaks");
        for (int i = 0; i < answer.size(); i++) {
            Headers.of(answer.name(i), answer.value(i)); // or it would split the answer
        }
        try (WebSocketCodec codec = new WebSocketCodec(agreed, 1000, 1000)) {
            codec.text("a");
        }
    }

    private static void ask(String extensions, String subprotocol) throws Exception {
        WebSocketOffer offer = new WebSocketOffer(new byte[16], 1000, SPOKEN, true);
        Headers answer =
                WebSocketHandshake.of(offer.headers(), 1000, List.of(), false)
                        .answer()
                        .with("sec-websocket-extensions", extensions);
        if (!subprotocol.isEmpty()) {
            answer = answer.with("sec-websocket-protocol", subprotocol);
        }
        try (WebSocketCodec codec = new WebSocketCodec(offer.agreed(answer), 1000, 1000)) {
            codec.text("a");
        } catch (BadRequest refusal) {
            Claim.same(refusal.status(), 400, "a refusal");
        }
    }
}
