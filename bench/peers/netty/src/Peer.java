// SPDX-License-Identifier: Apache-2.0

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.*;
import io.netty.channel.epoll.*;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.uring.*;
import io.netty.handler.codec.http.*;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import io.netty.handler.codec.http2.*;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.util.AsciiString;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.*;
import java.io.File;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// The peer without coroutines: callbacks on one Netty event loop, epoll (or io_uring with
/// `--uring` first).
final class Peer {
    static EventLoopGroup group;
    static EventLoop loop;

    public static void main(String[] a) throws Exception {
        boolean uring = a[0].equals("--uring");
        if (uring) a = Arrays.copyOfRange(a, 1, a.length);
        if (!Set.of(
                        "switch",
                        "spawn",
                        "sleepers",
                        "timers",
                        "threadsafe",
                        "echo-raw",
                        "echo-tls",
                        "echo-loops",
                        "http",
                        "http2",
                        "websocket",
                        "hello")
                .contains(a[0])) System.exit(64);
        group =
                new MultiThreadIoEventLoopGroup(
                        a[0].equals("echo-loops") ? Integer.parseInt(a[2]) : 1,
                        uring ? IoUringIoHandler.newFactory() : EpollIoHandler.newFactory());
        loop = group.next();
        int n = a.length > 1 ? Integer.parseInt(a[1]) : 0;
        switch (a[0]) {
            case "switch" -> switches(n, Integer.parseInt(a[2]));
            case "spawn" -> spawn(n);
            case "sleepers" -> sleepers(n, Integer.parseInt(a[2]));
            case "timers" -> timers(n);
            case "threadsafe" -> threadsafe(n);
            case "echo-raw" -> serve(uring, n, c -> c.pipeline().addLast(new Echo()));
            case "echo-tls" -> {
                SslContext tls =
                        SslContextBuilder.forServer(new File(a[2]), new File(a[3]))
                                .sslProvider(SslProvider.JDK)
                                .protocols("TLSv1.3")
                                .build();
                serve(uring, n, c -> c.pipeline().addLast(tls.newHandler(c.alloc()), new Echo()));
            }
            case "echo-loops" ->
                    serve(uring, n, c -> c.pipeline().addLast(new Working(), new Echo()));
            case "http" ->
                    serve(uring, n, c -> c.pipeline().addLast(new HttpServerCodec(), new Hello()));
            case "http2" ->
                    serve(
                            uring,
                            n,
                            c ->
                                    c.pipeline()
                                            .addLast(
                                                    Http2FrameCodecBuilder.forServer().build(),
                                                    new Hello2()));
            case "websocket" ->
                    serve(
                            uring,
                            n,
                            c ->
                                    c.pipeline()
                                            .addLast(
                                                    new HttpServerCodec(),
                                                    new HttpObjectAggregator(65536),
                                                    new WebSocketServerProtocolHandler("/echo"),
                                                    new Echo()));
            default -> {
                loop.submit(() -> {}).sync();
                group.shutdownGracefully(0, 0, TimeUnit.SECONDS)
                        .sync(); // exit() waits 0.3 s for a thread in epoll_wait
            }
        }
        System.exit(0);
    }

    /// A task is a callback that posts itself again.
    static void switches(int tasks, int total) throws Exception {
        final class Task implements Runnable {
            final CountDownLatch done;
            int left = total / tasks;

            Task(CountDownLatch done) {
                this.done = done;
            }

            @Override
            public void run() {
                if (--left > 0) loop.execute(this);
                else done.countDown();
            }
        }
        Bench.best(
                "switch",
                total,
                () -> {
                    var done = new CountDownLatch(tasks);
                    loop.execute(
                            () -> {
                                for (int i = 0; i < tasks; i++) loop.execute(new Task(done));
                            });
                    done.await();
                });
    }

    /// Tasks are submitted and their futures joined by listeners, on the loop.
    static void spawn(int n) throws Exception {
        final class Batches implements Runnable {
            final Promise<Void> done = loop.newPromise();
            int batches = n / 1000, left;

            @Override
            public void run() {
                if (batches-- == 0) {
                    done.setSuccess(null);
                    return;
                }
                left = 1000;
                for (int i = 0; i < 1000; i++) {
                    Integer x = i;
                    loop.submit(() -> x)
                            .addListener(
                                    f -> {
                                        if (--left == 0) run();
                                    });
                }
            }
        }
        Bench.best(
                "spawn",
                n,
                () -> {
                    var b = new Batches();
                    loop.execute(b);
                    b.done.sync();
                });
    }

    static void sleepers(int n, int seconds) throws Exception {
        long t = System.nanoTime();
        var done = new CountDownLatch(n);
        loop.execute(
                () -> {
                    for (int i = 0; i < n; i++)
                        loop.schedule(done::countDown, seconds, TimeUnit.SECONDS);
                });
        done.await();
        Bench.wall(t);
    }

    static void timers(int n) throws Exception {
        Bench.best(
                new String[] {"timer-schedule", "timer-cancel"},
                n,
                () ->
                        loop.submit(
                                        () -> {
                                            var ts = new Future<?>[n];
                                            long t0 = System.nanoTime();
                                            for (int i = 0; i < n; i++)
                                                ts[i] =
                                                        loop.schedule(
                                                                () -> {},
                                                                3600 + i % 1000,
                                                                TimeUnit.SECONDS);
                                            long t1 = System.nanoTime();
                                            for (var t : ts) t.cancel(false);
                                            return new long[] {t1 - t0, System.nanoTime() - t1};
                                        })
                                .get());
    }

    static void threadsafe(int n) throws Exception {
        Bench.best(
                "threadsafe",
                n,
                () -> {
                    var done = new CountDownLatch(1);
                    Runnable callback =
                            new Runnable() {
                                int count;

                                @Override
                                public void run() {
                                    if (++count == n) done.countDown();
                                }
                            };
                    for (int i = 0; i < n; i++) loop.execute(callback);
                    done.await();
                });
    }

    static void serve(boolean uring, int port, Consumer<Channel> init) throws Exception {
        new ServerBootstrap()
                .group(group)
                .channel(uring ? IoUringServerSocketChannel.class : EpollServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, 1024)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(
                        new ChannelInitializer<SocketChannel>() {
                            @Override
                            protected void initChannel(SocketChannel c) {
                                init.accept(c);
                            }
                        })
                .bind("127.0.0.1", port)
                .sync()
                .channel()
                .closeFuture()
                .sync();
    }

    static final class Echo extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext x, Object m) {
            x.write(m, x.voidPromise());
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext x) {
            x.flush();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext x, Throwable t) {
            x.close();
        }
    }

    /// 200 SHA-256 of each message.
    static final class Working extends ChannelInboundHandlerAdapter {
        final MessageDigest digest = sha256();

        static MessageDigest sha256() {
            try {
                return MessageDigest.getInstance("SHA-256");
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void channelRead(ChannelHandlerContext x, Object m) {
            byte[] data = ByteBufUtil.getBytes((ByteBuf) m);
            for (int i = 0; i < 200; i++) digest.digest(data);
            x.fireChannelRead(m);
        }
    }

    static final class Hello extends SimpleChannelInboundHandler<HttpObject> {
        static final ByteBuf BODY =
                Unpooled.unreleasableBuffer(
                        Unpooled.directBuffer(13).writeBytes("Hello, World!".getBytes()));

        @Override
        protected void channelRead0(ChannelHandlerContext x, HttpObject m) {
            if (!(m instanceof LastHttpContent)) return;
            var r =
                    new DefaultFullHttpResponse(
                            HttpVersion.HTTP_1_1,
                            HttpResponseStatus.OK,
                            BODY.duplicate(),
                            DefaultHttpHeadersFactory.headersFactory().withValidation(false),
                            DefaultHttpHeadersFactory.trailersFactory());
            r.headers()
                    .set(HttpHeaderNames.CONTENT_TYPE, HttpHeaderValues.TEXT_PLAIN)
                    .set(HttpHeaderNames.CONTENT_LENGTH, AsciiString.cached("13"));
            x.write(r, x.voidPromise());
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext x) {
            x.flush();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext x, Throwable t) {
            x.close();
        }
    }

    /// HTTP/2 frames, of which a stream's headers are answered.
    static final class Hello2 extends ChannelInboundHandlerAdapter {
        static final Http2Headers HEADERS =
                new DefaultHttp2Headers()
                        .status("200")
                        .add("content-type", "text/plain")
                        .add("content-length", "13");

        @Override
        public void channelRead(ChannelHandlerContext x, Object m) {
            if (m instanceof Http2HeadersFrame asked && asked.isEndStream()) {
                x.write(new DefaultHttp2HeadersFrame(HEADERS).stream(asked.stream()));
                x.write(
                        new DefaultHttp2DataFrame(Hello.BODY.duplicate(), true)
                                .stream(asked.stream()));
            } else {
                ReferenceCountUtil.release(m);
            }
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext x) {
            x.flush();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext x, Throwable t) {
            x.close();
        }
    }
}
