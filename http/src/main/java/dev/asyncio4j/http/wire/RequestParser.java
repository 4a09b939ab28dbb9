// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The requests of one connection, from its bytes, each when it is wanted. **Thread** loop.
public final class RequestParser {

    private static final ByteBuf HTTP2 =
            Unpooled.copiedBuffer("PRI * HTTP/2.0\r\n\r\n", StandardCharsets.US_ASCII);

    private final HeadRules rules;
    private final Pulled messages;

    private static final class Decoder extends HttpRequestDecoder implements Pulled.Decoder {

        Decoder(HeadRules rules) {
            super(Pulled.configuration(rules));
        }

        @Override
        public void decode(ByteBuf in, List<Object> out) throws Exception {
            decode(null, in, out); // which uses no context
        }
    }

    /// @param rules how large a head may be
    public RequestParser(HeadRules rules) {
        this.rules = rules;
        messages = new Pulled(rules, HeadRules::checkRequestLine, new Decoder(rules));
    }

    /// Takes what has come.
    /// @param data belongs to the parser from now on
    public void feed(byte[] data) {
        messages.feed(data);
    }

    /// How many bytes have come and were not parsed.
    public int buffered() {
        return messages.buffered();
    }

    /// Whether the next part is one of a body.
    public boolean isInBody() {
        return messages.isInBody();
    }

    /// Whether a head has begun, and not ended.
    public boolean isInHead() {
        return messages.isInHead();
    }

    /// Whether it begins as HTTP/2 does, so far as it looks like a head.
    public boolean isHttp2() {
        return messages.beginsWith(HTTP2);
    }

    /// What was not parsed, for the protocol that comes after this one.
    public byte[] rest() {
        return messages.rest();
    }

    /// The next head; null if not all of it is here.
    /// @throws BadRequest if it must not be answered
    public @Nullable Head head() throws BadRequest {
        HttpRequest request = (HttpRequest) messages.head();
        return request == null ? null : rules.check(request, Pulled.fields(request.headers()));
    }

    /// The next piece of the body: empty at its end; null if it is not here.
    /// @throws BadRequest if its framing is wrong
    public byte @Nullable [] body() throws BadRequest {
        return messages.body();
    }
}
