// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.wire;

import dev.asyncio4j.http.message.Headers;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2HeadersEncoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameTypes;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersEncoder;
import io.netty.handler.codec.http2.ReadOnlyHttp2Headers;
import io.netty.util.AsciiString;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/// The frames that are to be sent, put together in one array that is used again and again. Fields
/// are compressed by Netty's encoder, in the order in which they are to be sent. **Source** RFC
/// 9113, 4 and 6. **Thread** loop.
public final class FrameWriter {

    private static final int KEPT = 64 * 1024;
    private static final int HEAD = 9; // bytes before each frame's payload
    private static final int END_STREAM = 0x1;
    private static final int ACK = 0x1;
    private static final int END_FIELDS = 0x4;

    // set once
    private final Http2HeadersEncoder encoder =
            new DefaultHttp2HeadersEncoder(FrameWriter::isSecret, true);

    // loop only
    private ByteBuf out = Unpooled.buffer(512);

    /// What no table may hold, where others could guess at it. **Source** RFC 7541, 7.1.3.
    private static boolean isSecret(CharSequence name, CharSequence value) {
        String field = name.toString();
        return field.equals("set-cookie")
                || field.equals("cookie")
                || field.equals("authorization");
    }

    /// Begins anew.
    public void clear() {
        out.clear();
        if (out.capacity() > KEPT) {
            out = Unpooled.buffer(512);
        }
    }

    /// The array, of which the first [#size()] bytes count.
    public byte[] bytes() {
        return out.array();
    }

    /// How many bytes there are.
    public int size() {
        return out.writerIndex();
    }

    // ---- frames

    private void head(int length, byte type, int flags, int stream) {
        out.writeMedium(length);
        out.writeByte(type);
        out.writeByte(flags);
        out.writeInt(stream);
    }

    /// Writes what a client sends first.
    public void preface() {
        out.writeBytes(FrameParser.PREFACE);
    }

    /// Writes how this side wants to be talked to, as numbers and values by turns.
    public void settings(int... numbersAndValues) {
        head(numbersAndValues.length * 3, Http2FrameTypes.SETTINGS, 0, 0);
        for (int i = 0; i < numbersAndValues.length; i += 2) {
            out.writeShort(numbersAndValues[i]);
            out.writeInt(numbersAndValues[i + 1]);
        }
    }

    /// Writes that the peer's settings are known.
    public void settingsKnown() {
        head(0, Http2FrameTypes.SETTINGS, ACK, 0);
    }

    /// Asks for a sign of life.
    public void ping(long word) {
        head(8, Http2FrameTypes.PING, 0, 0);
        out.writeLong(word);
    }

    /// Gives one.
    public void pong(long word) {
        head(8, Http2FrameTypes.PING, ACK, 0);
        out.writeLong(word);
    }

    /// Writes that no more streams are taken.
    public void goAway(int last, ErrorCode code, String why) {
        byte[] text = why.getBytes(StandardCharsets.UTF_8);
        head(8 + text.length, Http2FrameTypes.GO_AWAY, 0, 0);
        out.writeInt(last);
        out.writeInt(code.number());
        out.writeBytes(text);
    }

    /// Ends a stream before its time.
    public void reset(int stream, ErrorCode code) {
        head(4, Http2FrameTypes.RST_STREAM, 0, stream);
        out.writeInt(code.number());
    }

    /// Lets the peer send so many bytes more.
    public void window(int stream, int more) {
        head(4, Http2FrameTypes.WINDOW_UPDATE, 0, stream);
        out.writeInt(more);
    }

    /// Writes a piece of a body, not longer than a frame may be.
    public void data(int stream, byte[] bytes, int offset, int length, boolean end) {
        head(length, Http2FrameTypes.DATA, end ? END_STREAM : 0, stream);
        out.writeBytes(bytes, offset, length);
    }

    /// Writes fields, those whose names begin with a colon first.
    /// @param size the most bytes of a frame
    public void fields(int stream, Headers fields, boolean end, int size) {
        int start = out.writerIndex();
        int flags = end ? END_STREAM : 0;
        head(0, Http2FrameTypes.HEADERS, flags, stream);
        try {
            encoder.encodeHeaders(stream, list(fields), out);
        } catch (Http2Exception failure) {
            throw new IllegalStateException("fields that cannot be compressed: " + fields, failure);
        }
        int length = out.writerIndex() - start - HEAD;
        if (length <= size) {
            out.setMedium(start, length);
            out.setByte(start + 4, flags | END_FIELDS);
            return;
        }
        byte[] block = ByteBufUtil.getBytes(out, start + HEAD, length);
        out.writerIndex(start);
        head(size, Http2FrameTypes.HEADERS, flags, stream);
        out.writeBytes(block, 0, size);
        for (int at = size; at < length; at += size) {
            int part = Math.min(size, length - at);
            head(part, Http2FrameTypes.CONTINUATION, at + part == length ? END_FIELDS : 0, stream);
            out.writeBytes(block, at, part);
        }
    }

    /// The fields as the encoder goes through them: all are trailers to it, which keeps their
    /// order.
    private static Http2Headers list(Headers fields) {
        AsciiString[] list = new AsciiString[2 * fields.size()];
        for (int i = 0; i < fields.size(); i++) {
            list[2 * i] = new AsciiString(fields.name(i).toLowerCase(Locale.ROOT));
            list[2 * i + 1] = new AsciiString(fields.value(i));
        }
        return ReadOnlyHttp2Headers.trailers(false, list);
    }

    /// Lets the table of fields be so large, as the peer wants it.
    public void setTable(long bytes) {
        try {
            encoder.configuration().maxHeaderTableSize(bytes);
        } catch (Http2Exception failure) {
            throw new IllegalArgumentException("bytes: " + bytes + " (expected: >= 0)", failure);
        }
    }
}
