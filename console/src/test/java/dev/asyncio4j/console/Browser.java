// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A page without a browser: raw requests, so that a test can send what no client would.
public final class Browser implements AutoCloseable {

    private final int port;
    private final String token;
    private String cookie = "";
    private String control = "";
    private Socket stream;
    private BufferedReader events;

    /// One that has the address.
    public Browser(String url) {
        Matcher parts = Pattern.compile("http://127\\.0\\.0\\.1:(\\d+)/#(.+)").matcher(url);
        assertThat(parts.matches()).as(url).isTrue();
        this.port = Integer.parseInt(parts.group(1));
        this.token = parts.group(2);
    }

    /// Sends the text, in which `{port}`, `{token}`, `{cookie}` and `{control}` are filled in and
    /// lines end as HTTP wants, and gives the whole answer.
    public String raw(String request) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(filled(request).getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    String filled(String request) {
        return request.replace("\r\n", "\n")
                .replace("\n", "\r\n")
                .replace("{port}", "" + port)
                .replace("{token}", token)
                .replace("{cookie}", cookie)
                .replace("{control}", control);
    }

    /// Exchanges the token.
    public Browser enter() throws IOException {
        String answer = exchange();
        assertThat(answer).startsWith("HTTP/1.1 200 ");
        cookie = group(answer, "(?i)set-cookie: ([^;]+);");
        control = group(answer, "\"control\":\"([0-9a-f]{32})\"");
        return this;
    }

    /// What is answered to the token.
    public String exchange() throws IOException {
        return raw(
                """
                POST /enter HTTP/1.1
                Host: 127.0.0.1:{port}
                Origin: http://127.0.0.1:{port}
                Sec-Fetch-Site: same-origin
                Content-Type: application/json
                X-Whiteboard-Token: {token}
                Content-Length: 2
                Connection: close

                {}""");
    }

    private static String group(String text, String pattern) {
        Matcher found = Pattern.compile(pattern).matcher(text);
        assertThat(found.find()).as(text).isTrue();
        return found.group(1);
    }

    /// Asks the program for something.
    public String control(String json) throws IOException {
        return raw(
                """
                POST /control HTTP/1.1
                Host: 127.0.0.1:{port}
                Origin: http://127.0.0.1:{port}
                Cookie: {cookie}
                Content-Type: application/json
                X-Whiteboard-Token: {control}
                Content-Length: %d
                Connection: close

                %s"""
                        .formatted(json.length(), json));
    }

    /// Opens the stream, and gives its status line.
    public String listen() throws IOException {
        stream = new Socket("127.0.0.1", port);
        stream.setSoTimeout(20_000);
        String request =
                """
                GET /events HTTP/1.1
                Host: 127.0.0.1:{port}
                Sec-Fetch-Site: same-origin
                Cookie: {cookie}

                """;
        stream.getOutputStream().write(filled(request).getBytes(StandardCharsets.ISO_8859_1));
        events =
                new BufferedReader(
                        new InputStreamReader(stream.getInputStream(), StandardCharsets.UTF_8));
        return events.readLine();
    }

    /// Reads the stream up to the first event of this kind of which `condition` holds.
    public String event(String kind, Predicate<String> condition) throws IOException {
        String seen = "";
        long end = System.nanoTime() + 20_000_000_000L;
        for (String line = events.readLine(); line != null; line = events.readLine()) {
            if (line.equals("event: " + kind)) {
                String data = events.readLine();
                if (data.startsWith("data: ") && condition.test(data)) {
                    return data.substring(6);
                }
                seen = data;
            }
            if (System.nanoTime() > end) {
                break;
            }
        }
        throw new AssertionError("no such " + kind + "; the last was " + seen);
    }

    /// The next picture that has this text.
    public String picture(String text) throws IOException {
        return event("picture", data -> data.contains(text));
    }

    @Override
    public void close() throws IOException {
        if (stream != null) {
            stream.close();
        }
    }
}
