// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.wire;

import dev.asyncio4j.http.message.Headers;
import dev.asyncio4j.http.message.Status;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseDecoder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The answers on one connection, from its bytes, each when it is wanted. What two readers could
/// understand in two ways is refused, as in requests. **Thread** loop. **Source** RFC 9112, 4 and
/// 6.3.
public final class ResponseParser {

    private final Decoder decoder;
    private final Pulled messages;
    private boolean endsAtClose;

    private static final class Decoder extends HttpResponseDecoder implements Pulled.Decoder {

        private String method = "GET";

        Decoder(HeadRules rules) {
            super(Pulled.configuration(rules));
        }

        @Override
        public void decode(ByteBuf in, List<Object> out) throws Exception {
            decode(null, in, out); // which uses no context
        }

        @Override
        protected boolean isContentAlwaysEmpty(HttpMessage message) {
            return isBodiless(method, ((HttpResponse) message).status().code());
        }
    }

    /// @param rules how large a head may be
    public ResponseParser(HeadRules rules) {
        decoder = new Decoder(rules);
        messages = new Pulled(rules, new HeadRules.AnswerLines(), decoder);
    }

    private static boolean isBodiless(String method, int status) {
        return Status.isBodiless(status)
                || method.equals("HEAD")
                || (method.equals("CONNECT") && status < 300);
    }

    /// Says what the next answer answers: some methods' have no body, whatever they say.
    public void expect(String method) {
        decoder.method = method;
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

    /// What was not parsed, for the protocol that comes after this one.
    public byte[] rest() {
        return messages.rest();
    }

    /// The next head; null if not all of it is here. If it has no body, that has ended.
    /// @throws BadRequest if it is none that can be understood
    public @Nullable Answer head() throws BadRequest {
        HttpResponse response = (HttpResponse) messages.head();
        if (response == null) {
            return null;
        }
        int status = response.status().code();
        int minor = response.protocolVersion().minorVersion();
        if (minor > 1) {
            throw new BadRequest(400, "a version other than HTTP/1.1 and HTTP/1.0");
        }
        Headers headers = Pulled.fields(response.headers());
        long length = 0;
        endsAtClose = false;
        if (isBodiless(decoder.method, status)) {
            messages.body(); // its end
        } else {
            length = HeadRules.length(headers, minor);
            if (length == 0 && !headers.contains("content-length")) {
                endsAtClose = true;
                length = -1;
            } else if (length == 0) {
                messages.body();
            }
        }
        return new Answer(status, minor, headers, length, endsAtClose);
    }

    /// The next piece of the body: empty at its end; null if it is not here.
    /// @throws BadRequest if its framing is wrong
    public byte @Nullable [] body() throws BadRequest {
        return messages.body();
    }

    /// The connection has ended, while a body was to come.
    /// @throws BadRequest if that is not how it ends
    public void end() throws BadRequest {
        if (!endsAtClose) {
            throw new BadRequest(400, "the connection ended before the answer did");
        }
    }
}
