// SPDX-License-Identifier: Apache-2.0

import org.jspecify.annotations.NullMarked;

/// HTTP for asyncio4j: a server whose handlers are coroutines, and a client.
///
/// Start at [dev.asyncio4j.http.Http].
@NullMarked
module dev.asyncio4j.http {
    requires static org.jspecify;
    requires transitive dev.asyncio4j.net;
    requires io.netty.common;
    requires io.netty.buffer;
    requires io.netty.transport;
    requires io.netty.codec;
    requires io.netty.codec.compression;
    requires io.netty.codec.http;
    requires io.netty.codec.http2;
    requires static tools.jackson.databind; // for Json.jackson

    exports dev.asyncio4j.http;
    exports dev.asyncio4j.http.client;
    exports dev.asyncio4j.http.message;
    exports dev.asyncio4j.http.server;
    exports dev.asyncio4j.http.websocket;
}
