// SPDX-License-Identifier: Apache-2.0

import io.helidon.webserver.WebServer;

/// Helidon SE, which serves each connection on a virtual thread.
final class Peer {
    public static void main(String[] a) {
        if (!a[0].equals("http")) System.exit(64);
        WebServer.builder()
                .host("127.0.0.1")
                .port(Integer.parseInt(a[1]))
                .backlog(1024)
                .routing(r -> r.get("/", (q, s) -> s.send("Hello, World!")))
                .build()
                .start();
    }
}
