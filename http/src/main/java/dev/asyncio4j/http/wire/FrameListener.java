// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.wire;

import dev.asyncio4j.http.message.Headers;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Flags;
import io.netty.handler.codec.http2.Http2FrameListener;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Settings;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Turns what Netty's reader tells into one of our frames, to be taken. **Thread** loop.
final class FrameListener implements Http2FrameListener {

    private static final Frame OTHER = new Frame.Other();
    private static final Frame SETTINGS_KNOWN = new Frame.SettingsKnown();

    private @Nullable Frame frame;

    /// The frame that was told of last; null if there was none.
    @Nullable Frame take() {
        Frame taken = frame;
        frame = null;
        return taken;
    }

    @Override
    public int onDataRead(
            ChannelHandlerContext context, int stream, ByteBuf data, int padding, boolean end) {
        frame =
                new Frame.Data(
                        stream, ByteBufUtil.getBytes(data), data.readableBytes() + padding, end);
        return data.readableBytes() + padding;
    }

    @Override
    public void onHeadersRead(
            ChannelHandlerContext context,
            int stream,
            Http2Headers headers,
            int padding,
            boolean end) {
        String[] fields = new String[2 * headers.size()];
        int at = 0;
        for (Map.Entry<CharSequence, CharSequence> each : headers) {
            fields[at++] = each.getKey().toString();
            fields[at++] = each.getValue().toString();
        }
        frame = new Frame.Fields(stream, Headers.checked(fields), end);
    }

    @Override
    public void onHeadersRead(
            ChannelHandlerContext context,
            int stream,
            Http2Headers headers,
            int dependency,
            short weight,
            boolean exclusive,
            int padding,
            boolean end) {
        onHeadersRead(context, stream, headers, padding, end);
    }

    @Override
    public void onPriorityRead(
            ChannelHandlerContext context,
            int stream,
            int dependency,
            short weight,
            boolean exclusive) {
        frame = OTHER;
    }

    @Override
    public void onRstStreamRead(ChannelHandlerContext context, int stream, long code) {
        frame = new Frame.Reset(stream, ErrorCode.of(code));
    }

    @Override
    public void onSettingsAckRead(ChannelHandlerContext context) {
        frame = SETTINGS_KNOWN;
    }

    @Override
    public void onSettingsRead(ChannelHandlerContext context, Http2Settings settings) {
        Long table = settings.headerTableSize();
        Long streams = settings.maxConcurrentStreams();
        Integer window = settings.initialWindowSize();
        Integer size = settings.maxFrameSize();
        frame =
                new Frame.Settings(
                        table == null ? -1 : table,
                        streams == null ? -1 : streams,
                        window == null ? -1 : window,
                        size == null ? -1 : size);
    }

    @Override
    public void onPingRead(ChannelHandlerContext context, long data) {
        frame = new Frame.Ping(data);
    }

    @Override
    public void onPingAckRead(ChannelHandlerContext context, long data) {
        frame = new Frame.Pong(data);
    }

    @Override
    public void onPushPromiseRead(
            ChannelHandlerContext context,
            int stream,
            int promised,
            Http2Headers headers,
            int padding)
            throws Http2Exception {
        throw Http2Exception.connectionError(
                Http2Error.PROTOCOL_ERROR, "a push, which nobody has allowed");
    }

    @Override
    public void onGoAwayRead(
            ChannelHandlerContext context, int last, long code, ByteBuf debugging) {
        frame = new Frame.GoAway(last, ErrorCode.of(code));
    }

    @Override
    public void onWindowUpdateRead(ChannelHandlerContext context, int stream, int more) {
        frame = new Frame.Window(stream, more);
    }

    @Override
    public void onUnknownFrame(
            ChannelHandlerContext context,
            byte type,
            int stream,
            Http2Flags flags,
            ByteBuf payload) {
        frame = OTHER;
    }
}
