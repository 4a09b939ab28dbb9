// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.server;

import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.Asyncio.createTask;
import static dev.asyncio4j.Asyncio.sleep;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.asyncio4j.CancelledError;
import dev.asyncio4j.EventLoop;
import dev.asyncio4j.Task;
import dev.asyncio4j.http.message.Headers;
import dev.asyncio4j.junit.Allow;
import dev.asyncio4j.junit.AsyncTest;
import dev.asyncio4j.junit.InLoop;
import dev.asyncio4j.junit.Neglect;
import dev.asyncio4j.junit.VirtualClock;
import dev.asyncio4j.net.Connection;
import dev.asyncio4j.net.transport.ConnectionResetError;
import dev.asyncio4j.sync.Queue;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Events for pages.
@VirtualClock
class EventStreamTest {

    private final List<String> marks = new ArrayList<>();

    private static TestClient.Answer get(Response response) {
        return await(new TestClient(request -> response).get("/"));
    }

    @AsyncTest
    void events_areSentAsThePageReadsThem() {
        TestClient.Answer answer =
                get(
                        Response.events(
                                stream -> {
                                    await(stream.send("one"));
                                    await(
                                            stream.send(
                                                    ServerEvent.of("two")
                                                            .withEvent("count")
                                                            .withId("2")
                                                            .withRetry(Duration.ofSeconds(3))));
                                    await(stream.comment("bye"));
                                }));

        assertThat(answer.headers().get("content-type")).isEqualTo("text/event-stream");
        assertThat(answer.headers().get("cache-control")).isEqualTo("no-store");
        assertThat(answer.text())
                .isEqualTo(
                        ":\n\ndata: one\n\nevent: count\nid: 2\nretry: 3000\ndata: two\n\n: bye\n\n");
    }

    /// Lines that look like fields stay text, whatever ends them.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "|data: ;;",
                "a|data: a;;",
                "a\\nb|data: a;data: b;;",
                "a\\r\\nb|data: a;data: b;;",
                "a\\rb|data: a;data: b;;",
                "a\\n\\nevent: evil\\n|data: a;data: ;data: event: evil;data: ;;",
                "a\\rid: 7|data: a;data: id: 7;;",
                ": a|data: : a;;",
                " a|data:  a;;",
                "ä€|data: ä€;;",
            })
    void lines_areFieldsOfTheirOwn(String data, String sent) {
        String text = data == null ? "" : data.replace("\\r", "\r").replace("\\n", "\n");

        assertThat(ServerEvent.of(text).wireText()).isEqualTo(sent.replace(';', '\n'));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\nb", "a\rb", "\n", "a\r\ndata: evil", "a\0"})
    void idAndEvent_areOneLine(String text) {
        String shown = text.replace("\r", "\\r").replace("\n", "\\n").replace("\0", "\\0");

        assertThatThrownBy(() -> ServerEvent.of("").withId(text))
                .hasMessage("id: " + shown + " (expected: one line)");
        assertThatThrownBy(() -> ServerEvent.of("").withEvent(text))
                .hasMessage("event: " + shown + " (expected: one line)");
    }

    @Test
    void times_areChecked() {
        assertThatThrownBy(() -> ServerEvent.of("").withRetry(Duration.ofMillis(-1)))
                .hasMessage("retry: PT-0.001S (expected: >= 0)");
        assertThatThrownBy(() -> Response.events(Duration.ZERO, stream -> {}))
                .hasMessage("silence: PT0S (expected: > 0)");
    }

    @AsyncTest
    void comment_cannotEndItself() {
        assertThat(get(Response.events(stream -> await(stream.comment("a\n\ndata: b")))).text())
                .isEqualTo(":\n\n: a\n: \n: data: b\n\n");
    }

    @AsyncTest
    void silence_isFilledWithComments() {
        double start = EventLoop.running().time();

        TestClient.Answer answer =
                get(
                        Response.events(
                                stream -> {
                                    await(sleep(14));
                                    await(stream.send("a"));
                                    await(sleep(40));
                                    await(stream.send("b"));
                                    await(sleep(1));
                                }));

        assertThat(answer.text()).isEqualTo(":\n\ndata: a\n\n:\n\n:\n\ndata: b\n\n");
        assertThat(EventLoop.running().time() - start).isEqualTo(55);
    }

    @AsyncTest
    void silence_isAsLongAsOneLikes() {
        TestClient.Answer answer =
                get(Response.events(Duration.ofSeconds(1), stream -> await(sleep(3.5))));

        assertThat(answer.text()).isEqualTo(":\n\n:\n\n:\n\n:\n\n");
    }

    @AsyncTest
    void clientThatIsGone_endsACodeThatOnlyWaits() throws Exception {
        Queue<String> queue = new Queue<>();
        Site site =
                new Site(
                        request ->
                                Response.events(
                                        stream -> {
                                            marks.add("begin");
                                            try {
                                                await(stream.send(await(queue.get())));
                                            } catch (CancelledError gone) {
                                                marks.add("cancelled");
                                                throw gone;
                                            }
                                        }));
        Connection peer = site.connect();
        peer.writer().write("GET / HTTP/1.1\r\nhost: a\r\n\r\n");
        await(peer.reader().readuntil("\r\n\r\n"));

        peer.writer().close();
        await(sleep(31));

        assertThat(marks).containsExactly("begin", "cancelled");
        assertThat(site.server.connectionCount()).isZero();
        site.server.close();
    }

    @AsyncTest
    void clientThatListens_isToldAtOnce() throws Exception {
        Queue<String> queue = new Queue<>();
        Site site =
                new Site(
                        request ->
                                Response.events(
                                        stream -> {
                                            while (true) {
                                                await(stream.send(await(queue.get())));
                                            }
                                        }));
        Connection peer = site.connect();
        peer.writer().write("GET / HTTP/1.1\r\nhost: a\r\n\r\n");
        await(peer.reader().readuntil("3\r\n:\n\n\r\n"));

        await(queue.put("now"));
        byte[] chunk = await(peer.reader().readuntil("\n\n"));

        assertThat(new String(chunk, StandardCharsets.UTF_8)).isEqualTo("b\r\ndata: now\n\n");
        peer.writer().close();
        await(sleep(31));
        site.server.close();
    }

    @AsyncTest
    @Allow(Neglect.UNSEEN_FAULTS)
    void failure_breaksTheAnswerOff_andIsReportedAsItIs() {
        List<Throwable> reported = new ArrayList<>();
        EventLoop.running().setExceptionHandler((loop, fault) -> reported.add(fault.exception()));
        var failure = new IllegalStateException("no more");

        assertThatThrownBy(
                        () ->
                                get(
                                        Response.events(
                                                stream -> {
                                                    throw failure;
                                                })))
                .isInstanceOf(ConnectionResetError.class);
        assertThat(reported).containsExactly(failure);
    }

    @AsyncTest
    void severalTasks_maySend() {
        TestClient.Answer answer =
                get(
                        Response.events(
                                stream -> {
                                    Task<?> other = createTask(stream.send("a\nb"));
                                    await(stream.send("c\nd"));
                                    await(other);
                                }));

        assertThat(answer.text())
                .contains("data: a\ndata: b\n\n", "data: c\ndata: d\n\n")
                .hasSize(37);
    }

    @InLoop
    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {"-, none", "'', none", "7, 7", "Ã¤, ä"})
    void lastEventId_isToldByWhoComesBack(String field, String id) throws Exception {
        Handler app =
                request -> {
                    String last = EventStream.lastEventId(request);
                    return Response.text(last == null ? "none" : last);
                };
        Headers headers = field == null ? Headers.none() : Headers.of("last-event-id", field);

        assertThat(await(new TestClient(app).request("GET", "/", headers, new byte[0])).text())
                .isEqualTo(id);
    }

    @AsyncTest
    void lastEventId_thatIsBroken_isRefused() throws Exception {
        Handler app = request -> Response.text(String.valueOf(EventStream.lastEventId(request)));

        assertThat(
                        await(
                                        new TestClient(app)
                                                .request(
                                                        "GET",
                                                        "/",
                                                        Headers.of("last-event-id", "\u00ff"),
                                                        new byte[0]))
                                .status())
                .isEqualTo(400);
    }
}
