// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.server;

import static dev.asyncio4j.Asyncio.async;
import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.Asyncio.toThread;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.asyncio4j.http.Http;
import dev.asyncio4j.junit.AsyncTest;
import dev.asyncio4j.junit.TimeLimit;
import dev.asyncio4j.net.Connection;
import dev.asyncio4j.net.Net;
import dev.asyncio4j.net.Server;
import dev.asyncio4j.net.stream.StreamReader;
import dev.asyncio4j.net.stream.StreamWriter;
import dev.asyncio4j.net.transport.IncompleteReadError;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

/// The table of requests, sent through proxies that keep connections to our server: what a proxy
/// takes for one request is one here, so nobody is answered what another one has asked.
///
/// Behind each case the same connection asks for a mark, and then another one does. Who answers
/// tells in the body what it was asked for.
@Tag("once")
@Tag("real-time") // the system's sockets have the system's clock
@TimeLimit(120)
class SmugglingTest {

    private static final Pattern ANSWER =
            Pattern.compile("HTTP/1\\.1 200 OK\r\n[^\u0000]*?\r\n\r\n<<([^<>]*)>>");
    private static final String NGINX =
            """
            daemon off; master_process off; pid nginx.pid; error_log error.log;
            events {}
            http {
              log_format seen '$upstream_status|$request_uri';
              access_log access.log seen;
              client_body_temp_path temp; proxy_temp_path temp; fastcgi_temp_path temp;
              uwsgi_temp_path temp; scgi_temp_path temp;
              upstream ours { server 127.0.0.1:BACK; keepalive 1; }
              server {
                listen 127.0.0.1:PORT;
                ignore_invalid_headers off; underscores_in_headers on; merge_slashes off;
                location / {
                  proxy_pass http://ours;
                  proxy_http_version 1.1; proxy_set_header Connection "";
                  proxy_request_buffering off; proxy_ignore_client_abort on;
                  proxy_next_upstream off; proxy_read_timeout 2s;
                }
              }
            }
            """;
    private static final String HAPROXY =
            """
            global
              log stdout format raw local0
            defaults
              mode http
              log global
              timeout connect 2s
              timeout client 2s
              timeout server 2s
              option http-keep-alive
              http-reuse always
            frontend front
              bind 127.0.0.1:PORT
              log-format "%ST|%HU|%s"
              default_backend ours
            backend ours
              server one 127.0.0.1:BACK
            """;

    @TempDir private Path folder;

    private final List<String> seen = new ArrayList<>(); // by our server, whole
    private final Set<String> connections = new HashSet<>(); // of the proxy
    private final List<String> wrong = new ArrayList<>();
    private int marks; // that were answered behind a case, on the same connection

    private HttpServer ours() throws Exception {
        return await(
                Http.startServer(
                        request -> {
                            connections.add("" + request.peer());
                            await(request.bytes());
                            seen.add(request.target());
                            return Response.text("<<" + request.target() + ">>");
                        },
                        "127.0.0.1",
                        0));
    }

    private ProxyProcess nginx(int back) throws Exception {
        return await(
                toThread(
                        () ->
                                new ProxyProcess(
                                        folder,
                                        NGINX.replace("BACK", "" + back),
                                        "nginx",
                                        "-p",
                                        folder + "/",
                                        "-c",
                                        "proxy.conf",
                                        "-e",
                                        "error.log")));
    }

    private ProxyProcess haproxy(int back, String more) throws Exception {
        return await(
                toThread(
                        () ->
                                new ProxyProcess(
                                        folder,
                                        HAPROXY.replace("BACK", "" + back)
                                                .replace("defaults\n", "defaults\n" + more),
                                        "haproxy",
                                        "-db",
                                        "-f",
                                        "proxy.conf")));
    }

    // ---- one case after the other

    private void sendAll(ProxyProcess proxy) throws Exception {
        List<RequestCases.Case> cases = RequestCases.all();
        assertThat(cases).hasSizeGreaterThan(250);
        for (int i = 0; i < cases.size(); i++) {
            String same = "/same-" + i;
            String other = "/other-" + i;
            String name = cases.get(i).name();

            String request = cases.get(i).request().replace("connection: close\r\n", "");
            List<String> answers = say(proxy, request + get(same));
            List<String> others = say(proxy, get(other));

            if (!others.equals(List.of(other))) {
                wrong.add(name + ": another client was answered " + others);
            }
            int mark = answers.indexOf(same);
            if (mark >= 0) {
                marks++;
                if (mark != answers.size() - 1) {
                    wrong.add(name + ": an answer behind that to the last request: " + answers);
                }
            }
            if (answers.contains("/hidden") || answers.contains(other)) {
                wrong.add(name + ": answered " + answers);
            }
        }
    }

    private static String get(String target) {
        return "GET " + target + " HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n";
    }

    /// Sends that, ends, and gives what was asked for by what is answered with 200.
    private static List<String> say(ProxyProcess proxy, String request) throws Exception {
        Connection peer = await(Net.openConnection("127.0.0.1", proxy.port));
        try {
            peer.writer().write(request.getBytes(StandardCharsets.ISO_8859_1));
            await(peer.writer().drain(), SocketException.class);
            peer.writer().writeEof();
        } catch (SocketException refused) {
            // what was answered before is there
        }
        String all = Site.rest(peer);
        peer.writer().close();
        List<String> answers = new ArrayList<>();
        Matcher found = ANSWER.matcher(all);
        while (found.find()) {
            answers.add(found.group(1));
        }
        return answers;
    }

    // ---- what the proxy has forwarded, and what came

    /// @param log of lines `status|target`
    private void compare(List<String> log) {
        List<String> forwarded = new ArrayList<>();
        List<String> answered = new ArrayList<>();
        for (String line : log) {
            String[] parts = line.split("\\|", -1);
            if (parts.length < 2) {
                continue; // of its start or its end
            }
            String target = parts[1].replaceFirst("^https?://[^/?]*", "");
            target = target.isEmpty() ? "/" : target;
            forwarded.add(target);
            if (parts[0].equals("200")) {
                answered.add(target);
            }
        }
        List<String> smuggled = new ArrayList<>();
        for (String each : seen) {
            String target = each.replaceFirst("^https?://[^/?]*", "");
            target = target.isEmpty() ? "/" : target;
            if (!forwarded.remove(target)) {
                smuggled.add(each);
            }
            answered.remove(target);
        }
        assertThat(smuggled).as("came, but was not forwarded").isEmpty();
        assertThat(answered).as("answered by the proxy's word, but never came").isEmpty();
    }

    private void hasKeptConnections() {
        assertThat(seen).contains("/other-0").doesNotContain("/hidden").hasSizeGreaterThan(300);
        assertThat(connections).as("connections of the proxy").hasSizeLessThan(seen.size() / 2);
        assertThat(marks).as("marks behind cases").isGreaterThan(30);
    }

    @AsyncTest
    void nginx_andWe_seeTheSameRequests() throws Exception {
        HttpServer server = ours();
        try (ProxyProcess proxy = nginx(server.port())) {
            sendAll(proxy);

            assertThat(wrong).isEmpty();
            hasKeptConnections();
            compare(
                    await(toThread(() -> proxy.lines("access.log"))).stream()
                            .filter(line -> !line.startsWith("-|"))
                            .toList());
        }
        await(server.stop(Duration.ofSeconds(2)));
    }

    @AsyncTest
    void haproxy_andWe_seeTheSameRequests() throws Exception {
        behindHaproxy("");
    }

    @AsyncTest
    void haproxyThatAcceptsWhatIsInvalid_andWe_seeTheSameRequests() throws Exception {
        behindHaproxy("  option accept-invalid-http-request\n");
    }

    private void behindHaproxy(String more) throws Exception {
        HttpServer server = ours();
        try (ProxyProcess proxy = haproxy(server.port(), more)) {
            sendAll(proxy);

            assertThat(wrong).isEmpty();
            hasKeptConnections();
            compare(
                    await(toThread(() -> proxy.lines("output"))).stream()
                            .filter(line -> line.endsWith("|one"))
                            .toList());
        }
        await(server.stop(Duration.ofSeconds(2)));
    }

    // ---- a twin that does not know chunks

    private void answerLengthsOnly(StreamReader reader, StreamWriter writer) throws Exception {
        while (true) {
            String head;
            try {
                head =
                        new String(
                                await(reader.readuntil("\r\n\r\n"), SocketException.class),
                                StandardCharsets.ISO_8859_1);
            } catch (IncompleteReadError end) {
                writer.close();
                return;
            }
            String target = head.replaceFirst("(?s)^\\S* (\\S*).*", "$1");
            Matcher length = Pattern.compile("(?i)content-length: (\\d+)").matcher(head);
            if (length.find()) {
                await(reader.readexactly(Integer.parseInt(length.group(1))), SocketException.class);
            }
            seen.add(target);
            String body = "<<" + target + ">>";
            String answer = "HTTP/1.1 200 OK\r\ncontent-length: " + body.length() + "\r\n\r\n";
            writer.write((answer + body).getBytes(StandardCharsets.ISO_8859_1));
        }
    }

    @AsyncTest
    void serverThatDoesNotKnowChunks_isFound() throws Exception {
        Server server =
                await(
                        Net.startServer(
                                (reader, writer) ->
                                        async(
                                                () -> {
                                                    try {
                                                        answerLengthsOnly(reader, writer);
                                                    } catch (SocketException reset) {
                                                        writer.close(); // the proxy gave it up
                                                    }
                                                    return null;
                                                }),
                                "127.0.0.1",
                                0));
        var address = (InetSocketAddress) server.sockets().getFirst().sockname();
        try (ProxyProcess proxy = haproxy(address.getPort(), "")) {
            sendAll(proxy);

            List<String> log = await(toThread(() -> proxy.lines("output")));
            assertThatThrownBy(() -> compare(log))
                    .hasMessageContaining("came, but was not forwarded")
                    .hasMessageContaining("abc"); // of a chunk
        }
        server.close();
    }
}
