// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.fuzz;

import dev.asyncio4j.http.client.ClientTarget;
import dev.asyncio4j.http.client.UrlTarget;
import dev.asyncio4j.http.server.FieldTarget;
import dev.asyncio4j.http.server.ServerTarget;
import java.util.LinkedHashMap;
import java.util.Map;

/// All targets by name, and how many inputs a build gives to each: a million together.
public final class FuzzTargets {

    /// How much one costs decides on how often it is asked.
    private static final Map<String, Integer> TIMES = new LinkedHashMap<>();

    private FuzzTargets() {}

    /// The names, in order.
    public static Map<String, Integer> times() {
        if (TIMES.isEmpty()) {
            TIMES.put("requests", 90_000);
            TIMES.put("responses", 90_000);
            TIMES.put("frames", 30_000);
            TIMES.put("sockets", 10_000);
            TIMES.put("sockets-of-clients", 10_000);
            TIMES.put("sockets-compressed", 10_000);
            TIMES.put("handshakes", 10_000);
            TIMES.put("inflating", 5_000);
            TIMES.put("multipart", 100_000);
            TIMES.put("targets", 154_000);
            TIMES.put("forms", 120_000);
            TIMES.put("parameters", 130_000);
            TIMES.put("cookies", 100_000);
            TIMES.put("set-cookies", 20_000);
            TIMES.put("fields", 70_000);
            TIMES.put("conditions", 20_000);
            TIMES.put("urls", 27_000);
            TIMES.put("server", 2_000);
            TIMES.put("client", 2_000);
        }
        return TIMES;
    }

    /// The target of that name.
    public static Target of(String name) {
        return switch (name) {
            case "requests" -> new RequestTarget();
            case "responses" -> new ResponseTarget();
            case "frames" -> new FrameTarget();
            case "sockets" -> new SocketTarget(false, false);
            case "sockets-of-clients" -> new SocketTarget(false, true);
            case "sockets-compressed" -> new SocketTarget(true, false);
            case "handshakes" -> new HandshakeTarget();
            case "inflating" -> new InflatingTarget();
            case "multipart" -> new MultipartTarget();
            case "targets" -> (TextTarget) text -> TextTarget.target("/" + text);
            case "forms" -> (TextTarget) TextTarget::form;
            case "parameters" -> (TextTarget) TextTarget::parameters;
            case "cookies" -> (TextTarget) TextTarget::cookies;
            case "set-cookies" -> (TextTarget) TextTarget::setCookie;
            case "fields" -> (TextTarget) TextTarget::field;
            case "conditions" -> new FieldTarget();
            case "urls" -> new UrlTarget();
            case "client" -> new ClientTarget();
            case "server" -> new ServerTarget();
            default ->
                    throw new IllegalArgumentException(
                            "target: " + name + " (expected: one of " + times().keySet() + ")");
        };
    }
}
