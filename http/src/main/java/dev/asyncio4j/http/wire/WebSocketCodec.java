// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.PrematureChannelClosureException;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.Utf8FrameValidator;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameEncoder;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import io.netty.handler.codec.http.websocketx.extensions.WebSocketExtension;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/// The frames of one WebSocket, from and to bytes: Netty's handlers, in a
/// channel that leads nowhere, since the one for compression needs a pipeline. Messages that need
/// nothing but a head, and those that have come whole ([WholeFrames]), do without it.
/// **Thread** loop.
public final class WebSocketCodec implements AutoCloseable {

    private static final int PROTOCOL_ERROR = 1002;
    private static final int NOT_UTF8 = 1007;
    private static final int TOO_LONG = 1009;
    private static final int FRAME = 32 * 1024; // bytes of one that is sent

    private final EmbeddedChannel channel;
    private final boolean plain; // what is sent is neither masked nor compressed
    private final @Nullable WholeFrames whole; // null if they may be compressed
    private @Nullable Throwable wrong; // the first fault, behind which nothing is read

    /// Keeps the first fault. The channel would keep it, too, but log each one that follows in the
    /// same bytes, as often as a peer likes.
    private final class Faults extends ChannelInboundHandlerAdapter {
        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            wrong = wrong == null ? cause : wrong;
        }
    }

    /// A server's.
    /// @param maxFrame the most bytes of a frame
    /// @param maxMessage the most bytes of a message
    public WebSocketCodec(WebSocketHandshake agreed, int maxFrame, int maxMessage) {
        this(agreed.deflate(), false, maxFrame, maxMessage);
    }

    /// A client's, whose frames are masked.
    /// @param maxFrame the most bytes of a frame
    /// @param maxMessage the most bytes of a message
    public WebSocketCodec(WebSocketOffer.Agreed agreed, int maxFrame, int maxMessage) {
        this(agreed.deflate(), true, maxFrame, maxMessage);
    }

    private WebSocketCodec(
            @Nullable WebSocketExtension deflate, boolean client, int maxFrame, int maxMessage) {
        plain = deflate == null && !client;
        whole = deflate == null ? new WholeFrames(!client, Math.min(maxFrame, maxMessage)) : null;
        channel = new EmbeddedChannel();
        channel.pipeline()
                .addLast(
                        new WebSocket13FrameDecoder(
                                WebSocketDecoderConfig.newBuilder()
                                        .expectMaskedFrames(!client)
                                        .allowMaskMismatch(false)
                                        .allowExtensions(deflate != null)
                                        .maxFramePayloadLength(maxFrame)
                                        .closeOnProtocolViolation(false)
                                        .withUTF8Validator(false)
                                        .build()))
                .addLast(new WebSocket13FrameEncoder(client));
        if (deflate != null) {
            channel.pipeline()
                    .addLast(new WebSocketFrameAggregator(mostDeflated(maxMessage)))
                    .addLast(deflate.newExtensionDecoder()) // wants no piece that makes no byte
                    .addLast(deflate.newExtensionEncoder());
        }
        channel.pipeline()
                .addLast(new Utf8FrameValidator(false))
                .addLast(new WebSocketFrameAggregator(maxMessage))
                .addLast(new Faults());
    }

    /// How many bytes a message may have before it is inflated: what cannot be made smaller grows
    /// by
    /// some in each block.
    private static int mostDeflated(int maxMessage) {
        return (int) Math.min(Integer.MAX_VALUE, maxMessage + maxMessage / 1024L + 64);
    }

    /// What has come.
    /// @throws WebSocketFault if it must be closed for that
    public List<WebSocketFrame> decode(byte[] data) throws WebSocketFault {
        List<WebSocketFrame> frames = new ArrayList<>(1);
        int at = 0;
        if (whole != null && wrong == null) {
            at = whole.take(data, frames);
            if (at == data.length) {
                return frames;
            }
            whole.leave(data, at);
        }
        if (wrong == null) {
            channel.writeInbound(Unpooled.wrappedBuffer(data, at, data.length - at));
        }
        if (wrong != null) {
            throw fault(wrong);
        }
        while (true) {
            Object next = channel.readInbound();
            if (next == null) {
                return frames;
            }
            frames.add(frame((io.netty.handler.codec.http.websocketx.WebSocketFrame) next));
        }
    }

    private static WebSocketFault fault(Throwable failure) {
        Throwable cause =
                failure instanceof DecoderException && failure.getCause() != null
                        ? failure.getCause()
                        : failure;
        String message = Reasons.of(cause);
        return switch (cause) {
            case CorruptedWebSocketFrameException corrupted ->
                    new WebSocketFault(corrupted.closeStatus().code(), message);
            case TooLongFrameException _ -> new WebSocketFault(TOO_LONG, message);
            case io.netty.handler.codec.compression.DecompressionException _ ->
                    new WebSocketFault(NOT_UTF8, message);
            default -> new WebSocketFault(PROTOCOL_ERROR, message);
        };
    }

    private static WebSocketFrame frame(io.netty.handler.codec.http.websocketx.WebSocketFrame frame)
            throws WebSocketFault {
        try {
            return switch (frame) {
                case TextWebSocketFrame text -> new WebSocketFrame.Text(text.text());
                case BinaryWebSocketFrame binary ->
                        new WebSocketFrame.Binary(ByteBufUtil.getBytes(binary.content()));
                case PingWebSocketFrame ping ->
                        new WebSocketFrame.Ping(ByteBufUtil.getBytes(ping.content()));
                case PongWebSocketFrame _ -> new WebSocketFrame.Pong();
                case CloseWebSocketFrame close -> {
                    int code = close.statusCode();
                    yield new WebSocketFrame.Close(code < 0 ? 1005 : code, close.reasonText());
                }
                default -> throw new WebSocketFault(PROTOCOL_ERROR, "a frame out of order");
            };
        } finally {
            frame.release();
        }
    }

    /// The bytes of a text.
    public byte[] text(String text) {
        if (plain) {
            return PlainFrames.of(PlainFrames.TEXT, text.getBytes(StandardCharsets.UTF_8), FRAME);
        }
        return message(
                ByteBufUtil.writeUtf8(UnpooledByteBufAllocator.DEFAULT, text),
                (last, piece) -> new TextWebSocketFrame(last, 0, piece));
    }

    /// The bytes of a binary message.
    public byte[] binary(byte[] data) {
        if (plain) {
            return PlainFrames.of(PlainFrames.BINARY, data, FRAME);
        }
        return message(
                Unpooled.wrappedBuffer(data),
                (last, piece) -> new BinaryWebSocketFrame(last, 0, piece));
    }

    /// A message in frames that the other side need not keep long: it may refuse long ones.
    private byte[] message(
            ByteBuf data,
            BiFunction<Boolean, ByteBuf, io.netty.handler.codec.http.websocketx.WebSocketFrame>
                    first) {
        boolean begun = false;
        do {
            ByteBuf piece = data.readRetainedSlice(Math.min(FRAME, data.readableBytes()));
            boolean last = !data.isReadable();
            channel.writeOutbound(
                    begun
                            ? new ContinuationWebSocketFrame(last, 0, piece)
                            : first.apply(last, piece));
            begun = true;
        } while (data.isReadable());
        data.release();
        return written();
    }

    /// The bytes of a question for a sign of life.
    public byte[] ping() {
        return encode(new PingWebSocketFrame());
    }

    /// The bytes of a sign of life.
    public byte[] pong(byte[] data) {
        return encode(new PongWebSocketFrame(Unpooled.wrappedBuffer(data)));
    }

    /// The bytes of the end. 1005 says nothing.
    public byte[] close(int code, String reason) {
        return encode(
                code == 1005 ? new CloseWebSocketFrame() : new CloseWebSocketFrame(code, reason));
    }

    private byte[] encode(io.netty.handler.codec.http.websocketx.WebSocketFrame frame) {
        channel.writeOutbound(frame);
        return written();
    }

    private byte[] written() {
        ByteBuf all = Unpooled.EMPTY_BUFFER;
        while (true) {
            ByteBuf next = channel.readOutbound();
            if (next == null) {
                byte[] bytes = ByteBufUtil.getBytes(all);
                all.release();
                return bytes;
            }
            all = all.isReadable() ? Unpooled.wrappedBuffer(all, next) : next;
        }
    }

    /// Lets go of what compression holds.
    @Override
    public void close() {
        try {
            channel.finishAndReleaseAll();
        } catch (PrematureChannelClosureException unfinished) {
            // a message that will have no end; what was held of it is released
        }
    }
}
