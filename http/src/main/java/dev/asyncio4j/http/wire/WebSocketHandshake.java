// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.wire;

import dev.asyncio4j.http.message.Headers;
import io.netty.handler.codec.http.websocketx.extensions.WebSocketExtensionData;
import io.netty.handler.codec.http.websocketx.extensions.WebSocketExtensionUtil;
import io.netty.handler.codec.http.websocketx.extensions.WebSocketServerExtension;
import io.netty.handler.codec.http.websocketx.extensions.compression.PerMessageDeflateServerExtensionHandshaker;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// How a request becomes a WebSocket, on the server's side. **Source** RFC 6455, 4.2; RFC 7692, 7.
public final class WebSocketHandshake {

    private static final String SALT = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private static final int MAX_EXTENSIONS = 16;
    private static final Pattern NAMELESS = Pattern.compile("(^|,)\\s*;");

    private final Headers answer;
    private final @Nullable String subprotocol;
    private final @Nullable WebSocketServerExtension deflate;

    private WebSocketHandshake(
            Headers answer,
            @Nullable String subprotocol,
            @Nullable WebSocketServerExtension deflate) {
        this.answer = answer;
        this.subprotocol = subprotocol;
        this.deflate = deflate;
    }

    /// Whether a request asks for a WebSocket at all.
    public static boolean isAsked(String method, Headers headers) {
        return method.equals("GET")
                && headers.hasToken("upgrade", "websocket")
                && headers.hasToken("connection", "upgrade");
    }

    /// Agrees to it.
    /// @param maxMessage the most bytes of a message, after it was inflated
    /// @param subprotocols what is spoken here, the best first
    /// @throws BadRequest if it cannot be agreed to
    public static WebSocketHandshake of(
            Headers headers, int maxMessage, List<String> subprotocols, boolean compress)
            throws BadRequest {
        if (!headers.all("sec-websocket-version").equals(List.of("13"))) {
            throw new BadRequest(426, "a WebSocket of another version than 13");
        }
        List<String> keys = headers.all("sec-websocket-key");
        if (keys.size() != 1 || !isKey(keys.getFirst())) {
            throw new BadRequest(400, "no WebSocket key of 16 bytes");
        }
        Headers answer =
                Headers.of(
                        "upgrade",
                        "websocket",
                        "connection",
                        "upgrade",
                        "sec-websocket-accept",
                        accept(keys.getFirst()));
        String subprotocol = null;
        for (String each : subprotocols) {
            if (headers.hasToken("sec-websocket-protocol", each)) {
                subprotocol = each;
                answer = answer.with("sec-websocket-protocol", each);
                break;
            }
        }
        WebSocketServerExtension deflate = compress ? deflate(headers, maxMessage) : null;
        if (deflate != null) {
            answer = answer.with("sec-websocket-extensions", text(deflate.newReponseData()));
        }
        return new WebSocketHandshake(answer, subprotocol, deflate);
    }

    private static boolean isKey(String key) {
        try {
            return key.length() == 24 && Base64.getDecoder().decode(key).length == 16;
        } catch (IllegalArgumentException broken) {
            return false;
        }
    }

    static String accept(String key) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-1") // the standard's choice, no secret
                            .digest((key + SALT).getBytes(StandardCharsets.US_ASCII));
            return Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("each JDK has SHA-1", impossible);
        }
    }

    private static @Nullable WebSocketServerExtension deflate(Headers headers, int maxMessage) {
        String offered = String.join(",", headers.all("sec-websocket-extensions"));
        if (offered.isEmpty()) {
            return null;
        }
        var handshaker = new PerMessageDeflateServerExtensionHandshaker(maxMessage);
        int count = 0;
        for (WebSocketExtensionData each : extensions(offered)) {
            if (count++ < MAX_EXTENSIONS && hasNumbers(each)) {
                WebSocketServerExtension agreed = handshaker.handshakeExtension(each);
                if (agreed != null) {
                    return agreed;
                }
            }
        }
        return null;
    }

    /// What a field lists; nothing if there is one without a name, which would not be understood.
    static List<WebSocketExtensionData> extensions(String field) {
        return NAMELESS.matcher(field).find()
                ? List.of()
                : WebSocketExtensionUtil.extractExtensions(field);
    }

    /// Whether windows are numbers where they are to be, which is taken for granted elsewhere. A
    /// client may offer its own without one.
    static boolean hasNumbers(WebSocketExtensionData extension) {
        for (Map.Entry<String, String> each : extension.parameters().entrySet()) {
            boolean own = each.getKey().equalsIgnoreCase("client_max_window_bits");
            if ((own || each.getKey().equalsIgnoreCase("server_max_window_bits"))
                    && !(own && each.getValue() == null)
                    && (each.getValue() == null || !each.getValue().matches("[0-9]{1,2}"))) {
                return false;
            }
        }
        return true;
    }

    static String text(WebSocketExtensionData data) {
        StringBuilder text = new StringBuilder(data.name());
        for (Map.Entry<String, String> each : data.parameters().entrySet()) {
            text.append("; ").append(each.getKey());
            if (each.getValue() != null) {
                text.append('=').append(each.getValue());
            }
        }
        return text.toString();
    }

    /// The header fields of the answer 101.
    public Headers answer() {
        return answer;
    }

    /// What both speak; null if nothing was agreed on.
    public @Nullable String subprotocol() {
        return subprotocol;
    }

    @Nullable WebSocketServerExtension deflate() {
        return deflate;
    }
}
