// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.wire;

import dev.asyncio4j.http.message.Headers;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http2.DefaultHttp2FrameReader;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameReader;
import io.netty.handler.codec.http2.Http2FrameTypes;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// The frames of one connection, from its bytes: HTTP/2. Pulled, one frame at a time.
///
/// Netty's reader does the work, as a function: it wants its context for nothing but an allocator,
/// and gets one that has no connection. It holds frames to their rules, and lists of fields to
/// theirs: names in lower case, no fields of a connection, pseudo-fields first, not too many
/// continuations. **Source** RFC 9113, 3.4, 4 and 6. **Thread** loop.
public final class FrameParser {

    /// What a client sends first.
    public static final byte[] PREFACE =
            "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    /// The most bytes of a frame that comes.
    static final int LARGEST = 16 * 1024;

    private static final int HTTP = 0x485454; // its first letters, as the size of a frame
    private static final int HEAD = 9; // bytes before each frame's payload
    private static final int END_STREAM = 0x1;
    private static final int ACK = 0x1;
    private static final int END_FIELDS = 0x4;

    private static final ChannelHandlerContext ALLOCATOR = allocator();

    // set once
    private final Http2FrameReader reader;
    private final FrameListener heard = new FrameListener();

    // loop only
    private ByteBuf in = Unpooled.EMPTY_BUFFER;
    private int preface; // bytes of it that are still to come
    private boolean first = true; // the next frame is the first one
    private int block; // the stream of fields that are to go on; 0: none
    private boolean blockEnds; // its stream
    private boolean inFields; // what came last belongs to fields

    /// @param maxFields the most bytes of a list of fields, each counted with 32 bytes more
    /// @param preface whether the peer is a client, which sends that first
    public FrameParser(int maxFields, boolean preface) {
        reader = new DefaultHttp2FrameReader(new DefaultHttp2HeadersDecoder(true, true, maxFields));
        this.preface = preface ? PREFACE.length : 0;
    }

    private static ChannelHandlerContext allocator() {
        EmbeddedChannel channel = new EmbeddedChannel(new ChannelInboundHandlerAdapter());
        channel.config().setAllocator(UnpooledByteBufAllocator.DEFAULT);
        return channel.pipeline().firstContext();
    }

    /// Takes what has come.
    /// @param data belongs to the parser from now on
    public void feed(byte[] data) {
        if (!in.isReadable()) {
            in = Unpooled.wrappedBuffer(data);
        } else if (in.writableBytes() >= data.length) {
            in.writeBytes(data);
        } else {
            ByteBuf all = Unpooled.buffer(2 * (HEAD + in.readableBytes() + data.length));
            in = all.writeBytes(in).writeBytes(data);
        }
    }

    /// Whether a head has begun, and not ended: the connection's own, or one of a stream.
    public boolean isInHead() {
        return preface > 0
                || first
                || block != 0
                || (in.readableBytes() > 3
                        && in.getByte(in.readerIndex() + 3) == Http2FrameTypes.HEADERS);
    }

    /// Whether the last frame, or fault, was one of fields.
    public boolean wasFields() {
        return inFields;
    }

    /// The next frame; null if not all of it is here.
    /// @throws FrameFault if it breaks a rule; if only a stream's, there may be more frames
    public @Nullable Frame next() throws FrameFault {
        if (!passPreface()) {
            return null;
        }
        while (in.readableBytes() >= HEAD) {
            int at = in.readerIndex();
            int size = in.getUnsignedMedium(at);
            if (size > LARGEST) {
                throw new FrameFault(
                        ErrorCode.FRAME_SIZE_ERROR,
                        first && size == HTTP
                                ? "an answer of HTTP/1"
                                : "a frame of more than " + LARGEST + " bytes");
            }
            if (in.readableBytes() < HEAD + size) {
                return null;
            }
            Frame frame = read(in.readSlice(HEAD + size));
            if (frame != null) {
                return frame;
            }
        }
        return null;
    }

    private boolean passPreface() throws FrameFault {
        while (preface > 0 && in.isReadable()) {
            if (in.readByte() != PREFACE[PREFACE.length - preface]) {
                throw new FrameFault(ErrorCode.PROTOCOL_ERROR, "no preface of HTTP/2");
            }
            preface--;
        }
        return preface == 0;
    }

    private @Nullable Frame read(ByteBuf frame) throws FrameFault {
        byte type = frame.getByte(3);
        int flags = frame.getByte(4);
        int stream = frame.getInt(5) & Integer.MAX_VALUE;
        inFields = type == Http2FrameTypes.HEADERS || type == Http2FrameTypes.CONTINUATION;
        if (first && (type != Http2FrameTypes.SETTINGS || (flags & ACK) != 0)) {
            throw new FrameFault(ErrorCode.PROTOCOL_ERROR, "a first frame that is no settings");
        }
        first = false;
        if (type == Http2FrameTypes.HEADERS) {
            blockEnds = (flags & END_STREAM) != 0;
        }
        try {
            reader.readFrame(ALLOCATOR, frame, heard);
        } catch (Http2Exception.HeaderListSizeException large) {
            block = 0;
            return new Frame.TooLarge(large.streamId(), blockEnds);
        } catch (Http2Exception fault) {
            block = 0;
            int whose = fault instanceof Http2Exception.StreamException one ? one.streamId() : 0;
            throw new FrameFault(whose, ErrorCode.of(fault.error().code()), Reasons.of(fault));
        }
        if (inFields) {
            block = (flags & END_FIELDS) == 0 ? stream : 0;
        }
        Frame read = heard.take();
        return read instanceof Frame.Fields(int whose, Headers fields, boolean end)
                ? checked(whose, fields, end)
                : read;
    }

    /// What Netty's decoder lets pass: white space at the end of a value.
    private static Frame checked(int stream, Headers fields, boolean end) throws FrameFault {
        for (int i = 0; i < fields.size(); i++) {
            String value = fields.value(i);
            if (value.endsWith(" ") || value.endsWith("\t")) {
                throw new FrameFault(
                        stream, ErrorCode.PROTOCOL_ERROR, "a field with white space at its end");
            }
        }
        return new Frame.Fields(stream, fields, end);
    }

    /// Lets go of what it holds.
    public void close() {
        reader.close();
        in = Unpooled.EMPTY_BUFFER;
    }
}
