// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.wire;

import dev.asyncio4j.http.message.Headers;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The messages of one direction of a connection, from its bytes: HTTP/1. Pulled, so that nothing
/// is parsed before it is wanted.
///
/// Netty's decoder does the work, as a function: it is called without a channel. Before it sees a
/// head, all of the head is here and [HeadRules] has looked at it; so what the decoder repairs, or
/// does not count, is refused. **Thread** loop.
final class Pulled {

    private static final int PIECE = 64 * 1024;

    /// Netty's, for one of the two directions.
    interface Decoder {
        /// Adds to `out` what it makes of `in`.
        void decode(ByteBuf in, List<Object> out) throws Exception;
    }

    // set once
    private final HeadRules rules;
    private final HeadRules.Lines lines;
    private final Decoder decoder;

    // loop only
    private ByteBuf in = Unpooled.EMPTY_BUFFER;
    private int scanned; // how much of `in` holds no end of a head
    private boolean inBody;
    private boolean inTrailer; // the last chunk has been; the decoder would drop some fields
    private final List<Object> out = new ArrayList<>(2);
    private final ArrayDeque<HttpObject> decoded = new ArrayDeque<>(2);

    Pulled(HeadRules rules, HeadRules.Lines lines, Decoder decoder) {
        this.rules = rules;
        this.lines = lines;
        this.decoder = decoder;
    }

    static HttpDecoderConfig configuration(HeadRules rules) {
        return new HttpDecoderConfig()
                .setMaxInitialLineLength(rules.maxLine())
                .setMaxHeaderSize(rules.maxBytes())
                .setMaxChunkSize(PIECE)
                .setAllowPartialChunks(true)
                .setInitialBufferSize(256);
    }

    /// Takes what has come.
    /// @param data belongs to the parser from now on
    void feed(byte[] data) {
        if (!in.isReadable()) {
            in = Unpooled.wrappedBuffer(data);
            scanned = 0;
        } else {
            byte[] all = new byte[in.readableBytes() + data.length];
            int old = in.readableBytes();
            in.readBytes(all, 0, old);
            System.arraycopy(data, 0, all, old, data.length);
            in = Unpooled.wrappedBuffer(all);
        }
    }

    /// How many bytes have come and were not parsed.
    int buffered() {
        return in.readableBytes();
    }

    /// Whether the next part is one of a body.
    boolean isInBody() {
        return inBody;
    }

    /// Whether a head has begun, and not ended.
    boolean isInHead() {
        return !inBody && in.isReadable();
    }

    /// Whether what was not parsed begins so.
    boolean beginsWith(ByteBuf bytes) {
        return in.readableBytes() >= bytes.readableBytes()
                && ByteBufUtil.equals(in, in.readerIndex(), bytes, 0, bytes.readableBytes());
    }

    /// What was not parsed, for the protocol that comes after this one.
    byte[] rest() {
        byte[] rest = ByteBufUtil.getBytes(in);
        in = Unpooled.EMPTY_BUFFER;
        return rest;
    }

    /// The next head; null if not all of it is here. A body follows it, which may be empty.
    /// @throws BadRequest if it is not fit to be understood
    @Nullable HttpMessage head() throws BadRequest {
        if (decoded.isEmpty()) {
            int length = rules.lengthOf(in, scanned, lines);
            if (length < 0) {
                scanned = in.readableBytes();
                return null;
            }
            scanned = 0;
            decode();
        }
        if (!(decoded.poll() instanceof HttpMessage message)) {
            throw new BadRequest(400, "no head");
        }
        if (message.decoderResult().isFailure()) {
            throw new BadRequest(400, Reasons.of(message.decoderResult().cause()));
        }
        inBody = true;
        return message;
    }

    /// The next piece of the body: empty at its end; null if it is not here.
    /// @throws BadRequest if its framing is wrong
    byte @Nullable [] body() throws BadRequest {
        if (decoded.isEmpty()) {
            decode();
        }
        if (!(decoded.poll() instanceof HttpContent content)) {
            return null;
        }
        if (content.decoderResult().isFailure()) {
            throw new BadRequest(400, Reasons.of(content.decoderResult().cause()));
        }
        byte[] piece = ByteBufUtil.getBytes(content.content());
        if (content instanceof LastHttpContent) {
            if (piece.length > 0) {
                decoded.addFirst(LastHttpContent.EMPTY_LAST_CONTENT);
            } else {
                inBody = false;
                inTrailer = false;
            }
        }
        return piece;
    }

    private void decode() throws BadRequest {
        while (in.isReadable() && out.isEmpty()) {
            if (inTrailer && rules.lengthOfTrailer(in) < 0) {
                return;
            }
            int before = in.readerIndex();
            try {
                decoder.decode(in, out);
            } catch (Exception failure) {
                throw new BadRequest(400, Reasons.of(failure));
            }
            if (in.readerIndex() == before) {
                break; // not enough is here
            }
            inTrailer |= inBody && out.isEmpty() && isLastChunk(before);
        }
        boolean strange = false;
        for (Object each : out) {
            if (each instanceof HttpObject object) {
                decoded.add(object);
            } else { // bytes, since an answer 101 that nobody has asked for
                strange = true;
                ReferenceCountUtil.release(each);
            }
        }
        out.clear();
        if (strange) {
            throw new BadRequest(400, "bytes of another protocol");
        }
    }

    /// Whether what was decoded from there on is the line before the last chunk, of size 0.
    private boolean isLastChunk(int from) {
        int at = from;
        while (at < in.readerIndex() && in.getByte(at) == '0') {
            at++;
        }
        return at > from
                && at < in.readerIndex()
                && (in.getByte(at) == '\r' || in.getByte(at) == ';');
    }

    static Headers fields(HttpHeaders headers) {
        String[] fields = new String[2 * headers.size()];
        int at = 0;
        for (Iterator<Map.Entry<CharSequence, CharSequence>> all = headers.iteratorCharSequence();
                all.hasNext(); ) {
            Map.Entry<CharSequence, CharSequence> each = all.next();
            fields[at++] = each.getKey().toString();
            fields[at++] = each.getValue().toString();
        }
        return Headers.checked(fields);
    }
}
