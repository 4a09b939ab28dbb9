// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.console.web;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.asyncio4j.console.record.JsonText;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// Serves the page, by the JDK's own HTTP server, on daemon threads of its own: they go on while a
/// loop stands still, and end with the program.
///
/// It listens on 127.0.0.1 and ::1, unless it is told otherwise. Each request passes [Guard] first.
public final class WebServer implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger("asyncio");
    private static final int THREADS = 64;
    private static final int LONGEST_POST = 1_024;
    private static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
                    + " connect-src 'self'; frame-ancestors 'none'; base-uri 'none';"
                    + " form-action 'none'";

    private final Content content;
    private final Site site = new Site();
    private final Secrets secrets = Secrets.fresh();
    private final List<HttpServer> servers;
    private final ExecutorService threads = threads();
    private final String authority; // host and port, as in the address
    private final String cookie;
    private final Guard guard;

    /// Begins to serve.
    /// @param host null is this machine alone
    /// @param port 0 is any that is free
    /// @throws IOException if it cannot be had
    public WebServer(@Nullable String host, int port, Content content) throws IOException {
        this.content = content;
        this.servers = host == null ? here(port) : List.of(bind(host, port));
        int taken = servers.getFirst().getAddress().getPort();
        Set<String> hosts = new LinkedHashSet<>();
        for (String each :
                host == null ? List.of("127.0.0.1", "[::1]", "localhost") : named(host)) {
            hosts.add(each + ":" + taken);
        }
        this.authority = hosts.iterator().next();
        this.cookie = "whiteboard-" + taken; // cookies know no ports
        this.guard = new Guard(hosts, secrets, cookie, routes());
        startAsDaemons();
    }

    private static List<HttpServer> here(int port) throws IOException {
        HttpServer first = bind("127.0.0.1", port);
        try {
            return List.of(first, bind("::1", first.getAddress().getPort()));
        } catch (IOException noSuchAddress) { // or somebody has that port there: we print the other
            LOG.log(Level.DEBUG, "the whiteboard is not on ::1", noSuchAddress);
            return List.of(first);
        }
    }

    private static HttpServer bind(String host, int port) throws IOException {
        try {
            return HttpServer.create(new InetSocketAddress(InetAddress.getByName(host), port), 16);
        } catch (BindException taken) {
            throw new IOException(
                    host + ":" + port + " cannot be had: " + taken.getMessage(), taken);
        }
    }

    private static List<String> named(String host) {
        return List.of(host.contains(":") ? "[" + host + "]" : host);
    }

    private Map<String, Guard.Route> routes() {
        Map<String, Guard.Route> routes = new TreeMap<>();
        site.files().keySet().forEach(path -> routes.put(path, Guard.Route.FILE));
        routes.put("/enter", Guard.Route.ENTER);
        routes.putAll(content.routes());
        return routes;
    }

    private static ExecutorService threads() {
        AtomicInteger count = new AtomicInteger();
        return new ThreadPoolExecutor(
                0,
                THREADS,
                10,
                TimeUnit.SECONDS,
                new SynchronousQueue<>(),
                task ->
                        Thread.ofPlatform()
                                .daemon()
                                .name("asyncio-whiteboard-" + count.incrementAndGet())
                                .unstarted(task));
    }

    /// The JDK's server starts a thread that is a daemon if the one which starts it is.
    private void startAsDaemons() throws IOException {
        Thread starter =
                Thread.ofPlatform()
                        .daemon()
                        .name("asyncio-whiteboard-start")
                        .start(
                                () -> {
                                    for (HttpServer each : servers) {
                                        each.setExecutor(threads);
                                        each.createContext("/", this::handle);
                                        each.start();
                                    }
                                });
        try {
            starter.join();
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while the whiteboard was opened", ended);
        }
    }

    /// The address to open, with the token.
    public String url() {
        return "http://" + authority + "/#" + secrets.token();
    }

    /// The port.
    public int port() {
        return servers.getFirst().getAddress().getPort();
    }

    @Override
    public void close() {
        content.close();
        servers.forEach(each -> each.stop(0));
        threads.shutdownNow();
    }

    // ---- a request

    private void handle(HttpExchange exchange) {
        try (exchange) {
            Ask ask =
                    new Ask(
                            exchange.getRequestMethod(),
                            exchange.getRequestURI().toString(),
                            exchange.getRequestHeaders());
            addHeaders(exchange.getResponseHeaders());
            Refusal refusal = guard.check(ask);
            if (refusal == null) {
                answer(exchange, ask);
            } else {
                refuse(exchange, refusal);
            }
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        } catch (IOException gone) { // the viewer went, as viewers do
            LOG.log(Level.TRACE, "a viewer of the whiteboard went", gone);
        } catch (RuntimeException broken) {
            LOG.log(Level.WARNING, "the whiteboard failed to answer", broken);
        }
    }

    private static void addHeaders(Headers headers) {
        headers.set("Content-Security-Policy", POLICY);
        headers.set("X-Content-Type-Options", "nosniff");
        headers.set("X-Frame-Options", "DENY");
        headers.set("Referrer-Policy", "no-referrer");
        headers.set("Cross-Origin-Opener-Policy", "same-origin");
        headers.set("Cross-Origin-Resource-Policy", "same-origin");
        headers.set("Cache-Control", "no-store");
    }

    private void answer(HttpExchange exchange, Ask ask) throws IOException, InterruptedException {
        Site.PageFile file = site.files().get(ask.target());
        if (file != null) {
            send(exchange, 200, file.type(), file.bytes().array());
        } else if (ask.isPost()) {
            posted(exchange, ask.target());
        } else {
            content.answer(exchange, ask.target(), "");
        }
    }

    private void posted(HttpExchange exchange, String target)
            throws IOException, InterruptedException {
        byte[] body = exchange.getRequestBody().readNBytes(LONGEST_POST + 1);
        if (body.length > LONGEST_POST) {
            refuse(exchange, new Refusal(413, "that is too long"));
        } else if (target.equals("/enter")) {
            exchange.getResponseHeaders()
                    .set(
                            "Set-Cookie",
                            cookie
                                    + "="
                                    + secrets.session()
                                    + "; HttpOnly; SameSite=Strict; Path=/");
            send(exchange, 200, "application/json", entered().getBytes(StandardCharsets.UTF_8));
        } else {
            content.answer(exchange, target, new String(body, StandardCharsets.UTF_8));
        }
    }

    private String entered() {
        return new JsonText()
                .open('{')
                .key("control")
                .value(secrets.control())
                .key("recording")
                .value(content.recording())
                .close('}')
                .toString();
    }

    static void refuse(HttpExchange exchange, Refusal refusal) throws IOException {
        byte[] text = (refusal.reason() + "\n").getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Connection", "close");
        send(exchange, refusal.status(), "text/plain; charset=utf-8", text);
    }

    private static void send(HttpExchange exchange, int status, String type, byte[] bytes)
            throws IOException {
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }
}
