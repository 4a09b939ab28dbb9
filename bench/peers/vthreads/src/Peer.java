// SPDX-License-Identifier: Apache-2.0

import com.sun.net.httpserver.HttpServer;
import java.net.*;
import java.util.ArrayList;
import java.util.concurrent.*;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

/// The peer without a library: blocking code on JDK virtual threads, whose scheduler has one
/// carrier thread.
final class Peer {
    interface Blocking {
        void run() throws Exception;
    }

    static Thread start(Blocking body) {
        return Thread.startVirtualThread(
                () -> {
                    try {
                        body.run();
                    } catch (InterruptedException _) {
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                });
    }

    static void all(int tasks, Blocking body) throws InterruptedException {
        var ts = new Thread[tasks];
        for (int i = 0; i < tasks; i++) ts[i] = start(body);
        for (var t : ts) t.join();
    }

    public static void main(String[] a) throws Exception {
        Blocking command =
                switch (a[0]) {
                    case "switch" -> {
                        int tasks = Integer.parseInt(a[1]), total = Integer.parseInt(a[2]);
                        yield () ->
                                Bench.best(
                                        "switch",
                                        total,
                                        () ->
                                                all(
                                                        tasks,
                                                        () -> {
                                                            for (int i = 0; i < total / tasks; i++)
                                                                Thread.yield();
                                                        }));
                    }
                    case "spawn" -> () -> spawn(Integer.parseInt(a[1]));
                    case "sleepers", "bodies" ->
                            () -> {
                                long t = System.nanoTime();
                                all(
                                        Integer.parseInt(a[1]),
                                        () -> Thread.sleep(1000 * Long.parseLong(a[2])));
                                Bench.wall(t);
                            };
                    case "timers" -> () -> timers(Integer.parseInt(a[1]));
                    case "queue" -> () -> queue(Integer.parseInt(a[1]));
                    case "pingpong" -> () -> pingpong(Integer.parseInt(a[1]));
                    case "threadsafe" -> () -> threadsafe(Integer.parseInt(a[1]));
                    case "lock" -> () -> lock(Integer.parseInt(a[1]));
                    case "cancel" -> () -> cancel(Integer.parseInt(a[1]));
                    case "echo" -> () -> echo(Integer.parseInt(a[1]));
                    case "http" -> () -> http(Integer.parseInt(a[1]));
                    case "hello" -> () -> start(() -> {}).join();
                    default -> null;
                };
        if (command == null) System.exit(64);
        start(command).join();
        System.exit(0);
    }

    static void spawn(int n) throws Exception {
        Bench.best(
                "spawn",
                n,
                () -> {
                    for (int i = 0; i < n / 1000; i++) all(1000, () -> {});
                });
    }

    static void timers(int n) throws Exception {
        var timer = new ScheduledThreadPoolExecutor(1);
        timer.setRemoveOnCancelPolicy(true);
        Bench.best(
                new String[] {"timer-schedule", "timer-cancel"},
                n,
                () -> {
                    var ts = new ArrayList<Future<?>>(n);
                    long t0 = System.nanoTime();
                    for (int i = 0; i < n; i++)
                        ts.add(timer.schedule(() -> {}, 3600 + i % 1000, TimeUnit.SECONDS));
                    long t1 = System.nanoTime();
                    for (var t : ts) t.cancel(false);
                    return new long[] {t1 - t0, System.nanoTime() - t1};
                });
    }

    static void queue(int n) throws Exception {
        Bench.best(
                "queue",
                n,
                () -> {
                    var q = new ArrayBlockingQueue<Integer>(100);
                    var p =
                            start(
                                    () -> {
                                        for (int i = 0; i < n; i++) q.put(i);
                                    });
                    for (int i = 0; i < n; i++) q.take();
                    p.join();
                });
    }

    static void pingpong(int n) throws Exception {
        Bench.best(
                "pingpong",
                n,
                () -> {
                    var x = new ArrayBlockingQueue<Integer>(1);
                    var y = new ArrayBlockingQueue<Integer>(1);
                    var p =
                            start(
                                    () -> {
                                        for (int i = 0; i < n; i++) y.put(x.take());
                                    });
                    for (int i = 0; i < n; i++) {
                        x.put(i);
                        y.take();
                    }
                    p.join();
                });
    }

    /// The loop here is an executor of one virtual thread.
    static void threadsafe(int n) throws Exception {
        try (var loop = Executors.newSingleThreadExecutor(Thread.ofVirtual().factory())) {
            Bench.best(
                    "threadsafe",
                    n,
                    () -> {
                        var done = new CountDownLatch(1);
                        var count = new AtomicLong();
                        Runnable callback =
                                () -> {
                                    if (count.incrementAndGet() == n) done.countDown();
                                };
                        var poster =
                                Thread.ofPlatform()
                                        .start(
                                                () -> {
                                                    for (int i = 0; i < n; i++)
                                                        loop.execute(callback);
                                                });
                        done.await();
                        poster.join();
                    });
        }
    }

    static void lock(int n) throws Exception {
        Bench.best(
                "lock",
                n,
                () -> {
                    var lock = new ReentrantLock(true);
                    all(
                            100,
                            () -> {
                                for (int i = 0; i < n / 100; i++) {
                                    lock.lock();
                                    try {
                                        Thread.yield();
                                    } finally {
                                        lock.unlock();
                                    }
                                }
                            });
                });
    }

    static void cancel(int n) throws Exception {
        Bench.best(
                "cancel",
                n,
                () -> {
                    for (int i = 0; i < n / 1000; i++) {
                        var ts = new Thread[1000];
                        for (int j = 0; j < 1000; j++) ts[j] = start(() -> Thread.sleep(3_600_000));
                        Thread.yield();
                        for (var t : ts) t.interrupt();
                        for (var t : ts) t.join();
                    }
                });
    }

    static void echo(int port) throws Exception {
        try (var server = new ServerSocket(port, 1024, InetAddress.getLoopbackAddress())) {
            while (true) {
                var s = server.accept();
                start(
                        () -> {
                            try (s) {
                                s.setTcpNoDelay(true);
                                var in = s.getInputStream();
                                var out = s.getOutputStream();
                                var b = new byte[65536];
                                for (int n; (n = in.read(b)) >= 0; ) out.write(b, 0, n);
                            } catch (SocketException _) {
                            }
                        });
            }
        }
    }

    /// The JDK's own server, with a virtual thread a request.
    static void http(int port) throws Exception {
        System.setProperty("sun.net.httpserver.nodelay", "true");
        System.setProperty("jdk.httpserver.maxConnections", "10000");
        System.setProperty("sun.net.httpserver.maxIdleConnections", "10000");
        var server =
                HttpServer.create(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1024);
        server.createContext(
                "/",
                x -> {
                    x.getResponseHeaders().set("Content-Type", "text/plain");
                    x.sendResponseHeaders(200, 13);
                    try (var out = x.getResponseBody()) {
                        out.write("Hello, World!".getBytes());
                    }
                });
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
        Thread.sleep(Long.MAX_VALUE);
    }
}
