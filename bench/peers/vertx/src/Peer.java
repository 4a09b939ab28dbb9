// SPDX-License-Identifier: Apache-2.0

import io.vertx.core.*;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.NetServerOptions;
import io.vertx.ext.web.Router;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Vert.x with one event loop and its epoll transport. echo, sleepers and bodies run on a
/// virtual-thread verticle, the
/// coroutines of Vert.x; the rest, and http unless `--vt` comes first, on an event-loop verticle.
final class Peer {
    static Vertx vertx;

    interface Body {
        void run(Context context) throws Exception;
    }

    static void deploy(boolean virtual, Body body) throws Exception {
        vertx.deployVerticle(
                        new VerticleBase() {
                            @Override
                            public Future<?> start() throws Exception {
                                body.run(context);
                                return Future.succeededFuture();
                            }
                        },
                        new DeploymentOptions()
                                .setThreadingModel(
                                        virtual
                                                ? ThreadingModel.VIRTUAL_THREAD
                                                : ThreadingModel.EVENT_LOOP))
                .toCompletionStage()
                .toCompletableFuture()
                .get();
    }

    static Context context(boolean virtual) throws Exception {
        var c = new CompletableFuture<Context>();
        deploy(virtual, c::complete);
        return c.get();
    }

    public static void main(String[] a) throws Exception {
        boolean vt = a[0].equals("--vt");
        if (vt) a = Arrays.copyOfRange(a, 1, a.length);
        if (!Set.of(
                        "sleepers",
                        "bodies",
                        "timers",
                        "threadsafe",
                        "echo",
                        "echo-raw",
                        "http",
                        "http2",
                        "websocket",
                        "hello")
                .contains(a[0])) System.exit(64);
        vertx =
                Vertx.vertx(
                        new VertxOptions().setPreferNativeTransport(true).setEventLoopPoolSize(1));
        int n = a.length > 1 ? Integer.parseInt(a[1]) : 0;
        switch (a[0]) {
            case "sleepers", "bodies" -> sleepers(n, Integer.parseInt(a[2]));
            case "timers" -> timers(n);
            case "threadsafe" -> threadsafe(n);
            case "echo" -> {
                echo(true, n);
                return;
            }
            case "echo-raw" -> {
                echo(false, n);
                return;
            }
            case "http", "http2" -> {
                http(vt, n);
                return;
            }
            case "websocket" -> {
                websocket(n);
                return;
            }
            default -> {
                deploy(true, c -> {});
                vertx.close()
                        .toCompletionStage()
                        .toCompletableFuture()
                        .get(); // exit() waits 0.3 s for a thread in epoll_wait
            }
        }
        System.exit(0);
    }

    static void sleepers(int n, int seconds) throws Exception {
        long t = System.nanoTime();
        var context = context(true);
        var done = new CountDownLatch(n);
        for (int i = 0; i < n; i++) {
            context.runOnContext(
                    v -> {
                        vertx.timer(seconds, TimeUnit.SECONDS).await();
                        done.countDown();
                    });
        }
        done.await();
        Bench.wall(t);
    }

    static void timers(int n) throws Exception {
        var context = context(false);
        Bench.best(
                new String[] {"timer-schedule", "timer-cancel"},
                n,
                () -> {
                    var result = new CompletableFuture<long[]>();
                    context.runOnContext(
                            v -> {
                                var ts = new long[n];
                                long t0 = System.nanoTime();
                                for (int i = 0; i < n; i++)
                                    ts[i] = vertx.setTimer(1000L * (3600 + i % 1000), x -> {});
                                long t1 = System.nanoTime();
                                for (long t : ts) vertx.cancelTimer(t);
                                result.complete(new long[] {t1 - t0, System.nanoTime() - t1});
                            });
                    return result.get();
                });
    }

    static void threadsafe(int n) throws Exception {
        var context = context(false);
        Bench.best(
                "threadsafe",
                n,
                () -> {
                    var done = new CountDownLatch(1);
                    Handler<Void> callback =
                            new Handler<>() {
                                int count;

                                @Override
                                public void handle(Void v) {
                                    if (++count == n) done.countDown();
                                }
                            };
                    for (int i = 0; i < n; i++) context.runOnContext(callback);
                    done.await();
                });
    }

    static void echo(boolean virtual, int port) throws Exception {
        deploy(
                virtual,
                c -> {
                    var server =
                            vertx.createNetServer(
                                            new NetServerOptions()
                                                    .setTcpNoDelay(true)
                                                    .setAcceptBacklog(1024))
                                    .connectHandler(
                                            s -> {
                                                s.exceptionHandler(t -> s.close());
                                                if (virtual) s.handler(b -> s.write(b).await());
                                                else s.handler(s::write);
                                            })
                                    .listen(port, "127.0.0.1");
                    if (virtual) server.await();
                });
    }

    static void http(boolean virtual, int port) throws Exception {
        deploy(
                virtual,
                c -> {
                    var router = Router.router(vertx);
                    var body = Buffer.buffer("Hello, World!");
                    router.get("/")
                            .handler(
                                    x ->
                                            x.response()
                                                    .putHeader("content-type", "text/plain")
                                                    .end(body));
                    vertx.createHttpServer(
                                    new HttpServerOptions()
                                            .setTcpNoDelay(true)
                                            .setAcceptBacklog(1024))
                            .requestHandler(router)
                            .listen(port, "127.0.0.1");
                });
    }

    /// Offers no compression: the load asks for none.
    static void websocket(int port) throws Exception {
        deploy(
                false,
                c ->
                        vertx.createHttpServer(
                                        new HttpServerOptions()
                                                .setTcpNoDelay(true)
                                                .setAcceptBacklog(1024))
                                .webSocketHandler(
                                        socket -> {
                                            socket.exceptionHandler(t -> socket.close());
                                            socket.binaryMessageHandler(socket::writeBinaryMessage);
                                        })
                                .listen(port, "127.0.0.1"));
    }
}
