// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.asyncio4j.EventLoop;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What other sites, other users and careless programs may send to the page, as raw bytes: all of
/// it is refused, and nothing of the program is told. The rules are in `web.Guard`.
class AttacksTest {

    private static EventLoop loop;
    private static Whiteboard whiteboard;
    private static Browser browser;

    @BeforeAll
    static void open() throws IOException {
        loop = new EventLoop();
        whiteboard = Whiteboard.open(loop, WhiteboardOptions.defaults().withQuiet(true));
        browser = new Browser(whiteboard.url()).enter();
    }

    @AfterAll
    static void close() {
        whiteboard.close();
        loop.close();
    }

    private static final String HOST = "Host: 127.0.0.1:{port}\n";
    private static final String ORIGIN = "Origin: http://127.0.0.1:{port}\n";
    private static final String COOKIE = "Cookie: {cookie}\n";
    private static final String SAME = "Sec-Fetch-Site: same-origin\n";
    private static final String JSON = "Content-Type: application/json\n";
    private static final String TOKEN = "X-Whiteboard-Token: {token}\n";
    private static final String CONTROL = "X-Whiteboard-Token: {control}\n";

    private static Arguments get(String why, int status, String target, String headers) {
        return Arguments.of(why, status, "GET " + target + " HTTP/1.1\n" + headers);
    }

    private static Arguments post(String why, int status, String target, String headers) {
        return Arguments.of(why, status, "POST " + target + " HTTP/1.1\n" + headers);
    }

    static Stream<Arguments> requests() {
        String stream = HOST + SAME + COOKIE;
        String control = HOST + ORIGIN + SAME + COOKIE + CONTROL + JSON;
        return Stream.of(
                // G1: the host
                get("foreign host", 421, "/", "Host: evil.example\n"),
                get("foreign host, our port", 421, "/", "Host: evil.example:{port}\n"),
                get("other port", 421, "/", "Host: 127.0.0.1:1\n"),
                get("no port", 421, "/", "Host: 127.0.0.1\n"),
                get("localhost of theirs", 421, "/", "Host: localhost.evil.example:{port}\n"),
                get("dot behind", 421, "/", "Host: localhost.:{port}\n"),
                get("host in front", 421, "/", "Host: evil.127.0.0.1:{port}\n"),
                get("user in it", 421, "/", "Host: a@127.0.0.1:{port}\n"),
                get("two hosts", 421, "/", HOST + "Host: evil.example\n"),
                get("two hosts, both ours", 421, "/", HOST + HOST),
                get("list of hosts", 421, "/", "Host: 127.0.0.1:{port}, evil.example\n"),
                get("no host", 421, "/", ""),
                get("other spelling of the address", 421, "/", "Host: 127.1:{port}\n"),
                get("other case", 421, "/", "Host: LOCALHOST:{port}\n"),
                get("host of a file", 421, "/app.js", "Host: evil.example:{port}\n"),
                get("host of the stream", 421, "/events", "Host: evil.example\n" + SAME + COOKIE),
                post("rebound page", 421, "/enter", "Host: evil.example:{port}\n" + TOKEN + JSON),
                // G2: the target
                get("absolute form", 404, "http://127.0.0.1:{port}/", HOST),
                get("absolute form, foreign", 404, "http://evil.example/events", HOST),
                get("dots", 404, "/x/../events", stream),
                get("escaped dots", 404, "/%2e%2e/events", stream),
                get("escaped letter", 404, "/%65vents", stream),
                get("slash behind", 404, "/events/", stream),
                get("semicolon", 404, "/events;x=1", stream),
                get("token in the query", 404, "/?token={token}", HOST),
                get("token in the query of the stream", 404, "/events?token={token}", stream),
                get("a file of the system", 404, "/../../../../etc/passwd", HOST),
                get("a class of the jar", 404, "/dev/asyncio4j/console/Whiteboard.class", HOST),
                get("NUL", 404, "/events%00", stream),
                // G3: the method
                get("change by GET", 405, "/control", control),
                get("exchange by GET", 405, "/enter", HOST + SAME + TOKEN),
                post("stream by POST", 405, "/events", HOST + ORIGIN + COOKIE + JSON),
                Arguments.of("OPTIONS", 405, "OPTIONS /control HTTP/1.1\n" + control),
                Arguments.of("PUT", 405, "PUT / HTTP/1.1\n" + HOST),
                Arguments.of("TRACE", 405, "TRACE / HTTP/1.1\n" + HOST),
                // G4: where the browser says it comes from
                get("another site's page", 403, "/", HOST + "Sec-Fetch-Site: cross-site\n"),
                get("another port's page", 403, "/app.js", HOST + "Sec-Fetch-Site: same-site\n"),
                get("a frame", 403, "/", HOST + "Sec-Fetch-Dest: iframe\n"),
                get("an object", 403, "/", HOST + SAME + "Sec-Fetch-Dest: object\n"),
                get("WebSocket", 403, "/events", stream + "Upgrade: websocket\n"),
                // G5: its own page only
                get("stream without a word", 403, "/events", HOST + COOKIE),
                get("stream, typed", 403, "/events", HOST + COOKIE + "Sec-Fetch-Site: none\n"),
                get("stream of others", 403, "/events", stream + "Origin: http://evil.example\n"),
                get("stream of null", 403, "/events", stream + "Origin: null\n"),
                post("no origin", 403, "/control", HOST + SAME + COOKIE + CONTROL + JSON),
                post("origin null", 403, "/control", control.replace(ORIGIN, "Origin: null\n")),
                post("https", 403, "/control", control.replace("http:", "https:")),
                post(
                        "origin, other port",
                        403,
                        "/enter",
                        HOST + TOKEN + JSON + "Origin: http://127.0.0.1:1\n"),
                post("origin twice", 403, "/control", control + ORIGIN),
                // G6: the secrets
                get("stream without a cookie", 401, "/events", HOST + SAME),
                get(
                        "stream, wrong cookie",
                        401,
                        "/events",
                        HOST + SAME + "Cookie: whiteboard-{port}=0\n"),
                get(
                        "stream, token as cookie",
                        401,
                        "/events",
                        HOST + SAME + "Cookie: whiteboard-{port}={token}\n"),
                get("stream, other name", 401, "/events", HOST + SAME + "Cookie: x{cookie}\n"),
                get("stream by token", 401, "/events", HOST + SAME + TOKEN),
                post("exchange without a token", 401, "/enter", HOST + ORIGIN + JSON),
                post(
                        "exchange, wrong token",
                        401,
                        "/enter",
                        HOST + ORIGIN + JSON + "X-Whiteboard-Token: 0\n"),
                post("exchange, token twice", 401, "/enter", HOST + ORIGIN + JSON + TOKEN + TOKEN),
                post("control by cookie alone", 401, "/control", control.replace(CONTROL, "")),
                post("control by token alone", 401, "/control", control.replace(COOKIE, "")),
                post(
                        "control by the wrong token",
                        401,
                        "/control",
                        control.replace(CONTROL, TOKEN)),
                // G7: what is posted
                post("a form", 415, "/control", control.replace("application/json", "text/plain")),
                post("JSON and more", 415, "/control", control.replace("json\n", "json; x=y\n")),
                post("no type", 415, "/enter", HOST + ORIGIN + TOKEN));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("requests")
    void request_isRefused_andTellsNothing(String why, int status, String request)
            throws IOException {
        String body = request.startsWith("GET") ? "" : "{\"do\":\"pause\"}";
        String length = body.isEmpty() ? "" : "Content-Length: " + body.length() + "\n";

        String answer = browser.raw(request + length + "Connection: close\n\n" + body);

        assertThat(answer).startsWith("HTTP/1.1 " + status + " ");
        assertThat(answer.toLowerCase(java.util.Locale.ROOT))
                .doesNotContain("set-cookie", "access-control-", "\"control\"", "event: ", "<");
        assertThat(answer).contains("default-src 'none'", "no-referrer", "nosniff");
    }

    /// What the JDK's server refuses before it asks us.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET //events HTTP/1.1\n",
                "GET * HTTP/1.1\n",
                "OPTIONS * HTTP/1.1\n",
                "GET events HTTP/1.1\n",
                "GET /%zz HTTP/1.1\n",
                "GET /a b HTTP/1.1\n",
                "CONNECT evil.example:80 HTTP/1.1\n",
                "\u0000\u0001\u0002\n"
            })
    void requestThatIsNone_isRefused(String line) throws IOException {
        String answer = browser.raw(line + HOST + SAME + COOKIE + "Connection: close\n\n");

        assertThat(answer).doesNotStartWith("HTTP/1.1 2").doesNotContain("event: ");
    }

    @ParameterizedTest
    @MethodSource("bodies")
    void control_thatIsNotUnderstood_isRefused(String body, int status) throws IOException {
        assertThat(browser.control(body)).startsWith("HTTP/1.1 " + status + " ");
    }

    static List<Arguments> bodies() {
        return List.of(
                Arguments.of("", 400),
                Arguments.of("{}", 400),
                Arguments.of("{\"do\":\"exit\"}", 400),
                Arguments.of("{\"do\":\"pause\",\"do\":\"run\"}", 400),
                Arguments.of("{\"do\":\"speed\",\"value\":-1}", 400),
                Arguments.of("{\"do\":\"speed\",\"value\":1e999}", 400),
                Arguments.of("{\"do\":\"speed\",\"value\":99999999999999}", 400),
                Arguments.of("[".repeat(1_000), 400),
                Arguments.of(" ".repeat(1_025), 413),
                Arguments.of("x".repeat(30_000), 413));
    }

    @Test
    void file_isServedWithAllGuards_andWithoutSecrets() throws IOException {
        String answer =
                browser.raw("GET / HTTP/1.1\nHost: localhost:{port}\nConnection: close\n\n");

        assertThat(answer)
                .startsWith("HTTP/1.1 200 ")
                .containsIgnoringCase(
                        "content-security-policy: default-src 'none'; script-src 'self'; style-src"
                                + " 'self'; img-src 'self' data:; connect-src 'self';"
                                + " frame-ancestors 'none'; base-uri 'none'; form-action 'none'\r\n")
                .containsIgnoringCase("referrer-policy: no-referrer")
                .containsIgnoringCase("x-content-type-options: nosniff")
                .containsIgnoringCase("cross-origin-opener-policy: same-origin")
                .containsIgnoringCase("cross-origin-resource-policy: same-origin")
                .containsIgnoringCase("cache-control: no-store")
                .doesNotContain(browser.filled("{token}"), browser.filled("{control}"))
                .doesNotContain("unsafe-inline")
                .doesNotContainIgnoringCase("access-control-");
    }

    /// What all may do who may do anything: also then no other site may read the answer.
    @Test
    void answers_areForNoOtherSite() throws IOException {
        assertThat(browser.control("{\"do\":\"run\"}"))
                .startsWith("HTTP/1.1 2")
                .doesNotContainIgnoringCase("access-control-");
        assertThat(browser.exchange())
                .startsWith("HTTP/1.1 200 ")
                .doesNotContainIgnoringCase("access-control-");
    }

    /// All of 127.0.0.0/8 is this machine, and only one address of it is served: so it is not all.
    @Test
    void page_isServedOnTheAddressesOfThisMachineAlone() throws IOException {
        try (ServerSocket probe = new ServerSocket()) {
            probe.bind(new InetSocketAddress("127.0.0.2", 0)); // else this system has no such one
        } catch (IOException none) {
            Assumptions.abort("127.0.0.2 is no address here: " + none);
        }
        try (Socket socket = new Socket()) {
            InetSocketAddress other = new InetSocketAddress("127.0.0.2", whiteboard.port());
            assertThatThrownBy(() -> socket.connect(other, 20_000))
                    .isInstanceOf(ConnectException.class);
        }
    }

    @Test
    void secretsOfAnotherStart_letNobodyIn() throws IOException {
        String token = browser.filled("{token}");
        String cookie = browser.filled("{cookie}").replaceAll(".*=", "");
        try (var other = Whiteboard.open(loop, WhiteboardOptions.defaults().withQuiet(true))) {
            Browser visitor = new Browser(other.url());

            assertThat(
                            visitor.raw(
                                    "POST /enter HTTP/1.1\n"
                                            + HOST
                                            + ORIGIN
                                            + JSON
                                            + "X-Whiteboard-Token: "
                                            + token
                                            + "\nContent-Length: 2\nConnection: close\n\n{}"))
                    .startsWith("HTTP/1.1 401 ");
            assertThat(
                            visitor.raw(
                                    "GET /events HTTP/1.1\n"
                                            + HOST
                                            + SAME
                                            + "Cookie: whiteboard-{port}="
                                            + cookie
                                            + "\nConnection: close\n\n"))
                    .startsWith("HTTP/1.1 401 ");
        }
    }

    @Test
    void cookie_isForThisPageAlone() throws IOException {
        String answer =
                browser.raw(
                        "POST /enter HTTP/1.1\n"
                                + HOST
                                + ORIGIN
                                + JSON
                                + COOKIE
                                + "Content-Length: 2\nConnection: close\n\n{}");

        assertThat(answer)
                .startsWith("HTTP/1.1 200 ")
                .containsIgnoringCase("; HttpOnly; SameSite=Strict; Path=/");
    }

    @Test
    void secrets_areOf128Bits_andNewEachTime() throws IOException {
        try (var other = Whiteboard.open(loop, WhiteboardOptions.defaults().withQuiet(true))) {
            String token = browser.filled("{token}");

            assertThat(token).matches("[0-9a-f]{32}");
            assertThat(other.url()).doesNotContain(token);
            assertThat(browser.filled("{cookie}")).doesNotContain(token);
            assertThat(browser.filled("{control}")).isNotEqualTo(token);
            assertThat(whiteboard).asString().doesNotContain(token);
        }
    }

    @Test
    void otherMachines_areOnlyLetInOnPurpose() {
        WhiteboardOptions defaults = WhiteboardOptions.defaults();

        assertThat(defaults.host()).isNull();
        assertThatThrownBy(() -> defaults.withHost("0.0.0.0", false))
                .hasMessageContaining("the page is not encrypted");
        assertThat(defaults.withHost("192.0.2.1", true).host()).isEqualTo("192.0.2.1");
    }
}
