// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.client;

import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.Asyncio.createTask;
import static dev.asyncio4j.Asyncio.generator;
import static dev.asyncio4j.Asyncio.sleep;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.asyncio4j.Task;
import dev.asyncio4j.TimeoutError;
import dev.asyncio4j.http.Http;
import dev.asyncio4j.http.message.Headers;
import dev.asyncio4j.http.wire.ErrorCode;
import dev.asyncio4j.http.wire.Frame;
import dev.asyncio4j.junit.AsyncTest;
import dev.asyncio4j.junit.VirtualClock;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.SoftAssertions;

/// Servers that leave, refuse, or do what they must not, in HTTP/2.
@VirtualClock
class SharedFaultsTest {

    private static final String SITE = "http://localhost/";

    private final List<Object> marks = new ArrayList<>();

    private static HttpClient client() {
        return Http.client(FramePeer.options());
    }

    private static ClientRequest order() {
        return ClientRequest.post(SITE).withText("tea");
    }

    // ---- what is said

    @AsyncTest
    void client_beginsWithItsSettings_andSaysNothingOfAConnection() throws Exception {
        FramePeer.talks(
                80,
                (peer, number) -> {
                    marks.add(peer.next());
                    marks.add(peer.next());
                    Frame.Fields request = peer.next(Frame.Fields.class);
                    marks.add(request);
                    peer.answer(request.stream(), "ok");
                    peer.untilEnd();
                    marks.add(peer.seen.getLast());
                });
        try (HttpClient client = client()) {
            ClientRequest get = ClientRequest.get(SITE + "a?b").withHeader("Cookie", "a=1; b=2");
            assertThat(await(client.request(get)).text()).isEqualTo("ok");
        }
        await(sleep(1));
        assertThat(marks)
                .containsExactly(
                        new Frame.Settings(-1, -1, 256 * 1024, -1),
                        new Frame.Window(0, 16 * 1024 * 1024 - 65_535),
                        new Frame.Fields(
                                1,
                                Headers.checked(
                                        new String[] {
                                            ":method",
                                            "GET",
                                            ":scheme",
                                            "http",
                                            ":authority",
                                            "localhost",
                                            ":path",
                                            "/a?b",
                                            "user-agent",
                                            "asyncio4j",
                                            "accept",
                                            "*/*",
                                            "cookie",
                                            "a=1",
                                            "cookie",
                                            "b=2",
                                            "accept-encoding",
                                            "gzip, deflate"
                                        }),
                                true),
                        new Frame.GoAway(0, ErrorCode.NO_ERROR));
    }

    @AsyncTest
    void interimAnswers_andTrailers_arePassedOver() throws Exception {
        FramePeer.talks(
                80,
                (peer, number) -> {
                    int stream = peer.request();
                    peer.fields(stream, false, ":status", "103", "link", "</a>");
                    peer.fields(stream, false, ":status", "200", "content-length", "2");
                    peer.data(stream, "ok", false);
                    peer.fields(stream, true, "checksum", "17");
                    peer.untilEnd();
                });
        try (HttpClient client = client()) {
            ClientResponse answer = await(client.get(SITE));
            assertThat(answer.text()).isEqualTo("ok");
            assertThat(answer.headers()).hasToString("{content-length: 2}");
        }
    }

    @AsyncTest
    void answerBeforeAllOfTheBody_isTaken() throws Exception {
        FramePeer.talks(
                80,
                (peer, number) -> {
                    int stream = peer.request();
                    peer.answer(stream, "enough");
                    peer.reset(stream, ErrorCode.NO_ERROR);
                    peer.answer(peer.request(), "next");
                    peer.untilEnd();
                });
        try (HttpClient client = client()) {
            ClientRequest large = ClientRequest.post(SITE).withBody("a/b", new byte[1_000_000]);
            assertThat(await(client.request(large)).text()).isEqualTo("enough");
            assertThat(await(client.get(SITE)).text()).isEqualTo("next");
            assertThat(client).hasToString("<HttpClient 1 open, 1 idle, 0 waiting>");
        }
    }

    @AsyncTest
    void body_waitsForTheServersWindows() throws Exception {
        FramePeer.talks(
                80,
                (peer, number) -> {
                    peer.answer(peer.request(), "known");
                    int stream = peer.request();
                    for (int length = 0; length < 30_000; ) {
                        length += peer.next(Frame.Data.class).bytes().length;
                        marks.add(length);
                        await(sleep(1));
                        if (length == 10_000) {
                            peer.out.window(stream, 5_000);
                        } else if (length == 15_000) {
                            peer.out.settings(FramePeer.WINDOW, 20_000);
                        } else {
                            peer.out.window(stream, 5_000);
                        }
                        peer.flush();
                    }
                    peer.answer(stream, "thanks");
                    peer.untilEnd();
                },
                FramePeer.WINDOW,
                10_000);
        try (HttpClient client = client()) {
            await(client.get(SITE));
            ClientRequest large = ClientRequest.post(SITE).withBody("a/b", new byte[30_000]);
            assertThat(await(client.request(large)).text()).isEqualTo("thanks");
        }
        assertThat(marks).containsExactly(10_000, 15_000, 25_000, 30_000);
    }

    // ---- servers that leave

    @AsyncTest
    void requestsBehindTheLast_areSentAgain_onANewConnection() throws Exception {
        Peer peer =
                FramePeer.talks(
                        80,
                        (one, number) -> {
                            if (number == 1) {
                                int first = one.request();
                                one.request();
                                one.request();
                                one.goAway(first, ErrorCode.NO_ERROR);
                                await(sleep(5));
                                one.answer(first, "old");
                            } else {
                                one.answer(one.request(), "new");
                                one.answer(one.request(), "new");
                            }
                            one.untilEnd();
                        });
        try (HttpClient client = client()) {
            Task<ClientResponse> first = createTask(client.request(order()));
            Task<ClientResponse> second = createTask(client.request(order()));
            Task<ClientResponse> third = createTask(client.request(order()));
            assertThat(await(second).text()).isEqualTo("new");
            assertThat(await(third).text()).isEqualTo("new");
            assertThat(first.isDone()).isFalse();
            assertThat(client.toString()).startsWith("<HttpClient 2 open");
            assertThat(await(first).text()).isEqualTo("old");
            assertThat(client).hasToString("<HttpClient 1 open, 1 idle, 0 waiting>");
        }
        assertThat(peer.connections).isEqualTo(2);
    }

    @AsyncTest
    void serverThatAlwaysLeaves_isGivenUp() throws Exception {
        Peer peer =
                FramePeer.talks(
                        80,
                        (one, number) -> {
                            one.request();
                            one.goAway(0, ErrorCode.NO_ERROR);
                            one.untilEnd();
                        });
        try (HttpClient client = client()) {
            assertThatThrownBy(() -> await(client.request(order())))
                    .isInstanceOf(ProtocolError.class)
                    .hasMessage("http://localhost has not looked at the request: NO_ERROR");
            assertThat(client).hasToString("<HttpClient 0 open, 0 idle, 0 waiting>");
        }
        assertThat(peer.connections).isEqualTo(11);
    }

    @AsyncTest
    void refusedRequest_isSentAgain_onTheSameConnection() throws Exception {
        Peer peer =
                FramePeer.talks(
                        80,
                        (one, number) -> {
                            for (int i = 0; i < 3; i++) {
                                one.reset(one.request(), ErrorCode.REFUSED_STREAM);
                            }
                            one.answer(one.request(), "at last");
                            one.untilEnd();
                        });
        try (HttpClient client = client()) {
            assertThat(await(client.request(order())).text()).isEqualTo("at last");
        }
        assertThat(peer.connections).isEqualTo(1);
    }

    @AsyncTest
    void bodyThatIsSpent_isNotSentAgain() throws Exception {
        FramePeer.talks(
                80,
                (one, number) -> {
                    int stream = one.request();
                    one.next(Frame.Data.class);
                    one.reset(stream, ErrorCode.REFUSED_STREAM);
                    one.untilEnd();
                });
        try (HttpClient client = client()) {
            ClientRequest once =
                    ClientRequest.post(SITE)
                            .withPieces(
                                    "a/b",
                                    generator(
                                            out -> {
                                                out.emit(new byte[10]);
                                                await(sleep(5));
                                            }));
            assertThatThrownBy(() -> await(client.request(once)))
                    .isInstanceOf(ProtocolError.class)
                    .hasMessageEndingWith("has not looked at the request: REFUSED_STREAM");
        }
    }

    @AsyncTest
    void connectionThatBreaks_isNoFailure_ofWhatMayBeRepeated() throws Exception {
        Peer peer =
                FramePeer.talks(
                        80,
                        (one, number) -> {
                            one.answer(one.request(), "one");
                            if (number == 1) {
                                one.request();
                                one.connection.writer().transport().abort();
                            } else {
                                one.answer(one.request(), "two");
                                one.untilEnd();
                            }
                        });
        try (HttpClient client = client()) {
            await(client.get(SITE));
            assertThat(await(client.get(SITE)).text()).isEqualTo("one"); // on another
            await(client.get(SITE));
            assertThat(peer.connections).isEqualTo(2);
        }
        Peer again =
                FramePeer.talks(
                        81,
                        (one, number) -> {
                            one.answer(one.request(), "one");
                            one.request();
                        });
        try (HttpClient client = client()) {
            await(client.get("http://localhost:81/"));
            ClientRequest tea = ClientRequest.post("http://localhost:81/").withText("tea");
            assertThatThrownBy(() -> await(client.request(tea)))
                    .isInstanceOf(ProtocolError.class)
                    .hasMessageEndingWith("closed the connection without an answer");
            assertThat(again.connections).isEqualTo(1);
        }
    }

    @AsyncTest
    void serverThatAllowsNothing_makesRequestsWait() throws Exception {
        FramePeer.talks(
                80,
                (one, number) -> {
                    one.answer(one.request(), "a");
                    await(sleep(1));
                    one.out.settings(FramePeer.STREAMS, 0);
                    one.flush();
                    await(sleep(5));
                    one.out.settings(FramePeer.STREAMS, 1);
                    one.flush();
                    one.answer(one.request(), "b");
                    one.untilEnd();
                });
        try (HttpClient client = client()) {
            await(client.get(SITE));
            await(sleep(2));
            Task<ClientResponse> waits = createTask(client.get(SITE));
            await(sleep(1));
            assertThat(client).hasToString("<HttpClient 1 open, 1 idle, 1 waiting>");
            assertThat(await(waits).text()).isEqualTo("b");
        }
    }

    // ---- servers that break rules

    private void check(SoftAssertions softly, int port, String message, FramePeer.Talk talk) {
        FramePeer.talks(port, talk);
        try (HttpClient client = client()) {
            softly.assertThatThrownBy(() -> await(client.get("http://localhost:" + port + "/")))
                    .isInstanceOf(ProtocolError.class)
                    .hasMessage(message.replace("SITE", "http://localhost:" + port));
        }
        await(sleep(2));
    }

    @AsyncTest
    void answersThatAreNone_areRefused_withTheirStream() throws Exception {
        String[][] heads = {
            {"an answer that is not one status and its fields", "server", "x"},
            {"an answer without a status", ":status", "20"},
            {"an answer without a status", ":status", "0200"},
            {"an interim answer that is none", ":status", "101"},
            {"a content-length that is not one number", ":status", "200", "content-length", "1x"},
            {"a content-length that is not one number", ":status", "200", "content-length", "-1"},
            {
                "Illegal connection-specific header 'connection' encountered.",
                ":status",
                "200",
                "connection",
                "close"
            },
            {"a field with white space at its end", ":status", "200", "a", "b "},
        };
        SoftAssertions softly = new SoftAssertions();
        int port = 1000;
        for (String[] each : heads) {
            check(
                    softly,
                    ++port,
                    "the answer of SITE: " + each[0],
                    (peer, number) -> {
                        int stream = peer.request();
                        String[] fields = new String[each.length - 1];
                        System.arraycopy(each, 1, fields, 0, fields.length);
                        peer.fields(stream, false, fields);
                        marks.add(peer.next(Frame.Reset.class).code());
                        peer.untilEnd();
                    });
        }
        softly.assertThat(marks).containsOnly(ErrorCode.PROTOCOL_ERROR).hasSize(heads.length);
        softly.assertAll();
    }

    @AsyncTest
    void bodiesThatAreNone_areRefused() throws Exception {
        SoftAssertions softly = new SoftAssertions();
        check(
                softly,
                81,
                "the answer of SITE: a body before its head",
                (peer, number) -> {
                    peer.data(peer.request(), "early", true);
                    peer.untilEnd();
                });
        check(
                softly,
                82,
                "the answer of SITE: a body that is longer than it may be",
                (peer, number) -> {
                    int stream = peer.request();
                    peer.fields(stream, false, ":status", "200", "content-length", "3");
                    peer.data(stream, "four", true);
                    peer.untilEnd();
                });
        check(
                softly,
                83,
                "the answer of SITE: a body that is shorter than its content-length",
                (peer, number) -> {
                    int stream = peer.request();
                    peer.fields(stream, false, ":status", "200", "content-length", "3");
                    peer.data(stream, "xx", true);
                    peer.untilEnd();
                });
        check(
                softly,
                84,
                "the answer of SITE: a body that is longer than it may be",
                (peer, number) -> {
                    int stream = peer.request();
                    peer.fields(stream, false, ":status", "204");
                    peer.data(stream, "x", true);
                    peer.untilEnd();
                });
        check(
                softly,
                86,
                "the answer of SITE broke off: INTERNAL_ERROR",
                (peer, number) -> {
                    int stream = peer.request();
                    peer.fields(stream, false, ":status", "200");
                    peer.data(stream, "half", false);
                    peer.reset(stream, ErrorCode.INTERNAL_ERROR);
                    peer.untilEnd();
                });
        check(
                softly,
                87,
                "SITE broke the request off: HTTP_1_1_REQUIRED",
                (peer, number) -> {
                    peer.reset(peer.request(), ErrorCode.HTTP_1_1_REQUIRED);
                    peer.untilEnd();
                });
        softly.assertAll();
    }

    @AsyncTest
    void moreThanAWindow_isRefused() throws Exception {
        FramePeer.talks(
                80,
                (peer, number) -> {
                    int stream = peer.request();
                    peer.fields(stream, false, ":status", "200");
                    for (int i = 0; i < 17; i++) {
                        peer.data(stream, "x".repeat(16 * 1024), false);
                    }
                    marks.add(peer.next(Frame.Reset.class).code());
                    peer.answer(peer.request(), "next");
                    peer.untilEnd();
                });
        try (HttpClient client = client()) {
            await(
                    client.stream(ClientRequest.get(SITE))
                            .use(
                                    response -> {
                                        await(sleep(1));
                                        assertThatThrownBy(() -> await(response.readAll()))
                                                .isInstanceOf(ProtocolError.class)
                                                .hasMessageEndingWith(
                                                        "more than the window of a stream");
                                    }));
            assertThat(marks).containsExactly(ErrorCode.FLOW_CONTROL_ERROR);
            assertThat(await(client.get(SITE)).text()).isEqualTo("next");
        }
    }

    @AsyncTest
    void framesThatMustNotBe_endTheConnection() throws Exception {
        SoftAssertions softly = new SoftAssertions();
        check(
                softly,
                81,
                "the answer of SITE: a push, which nobody has allowed",
                (peer, number) -> {
                    int stream = peer.request();
                    peer.raw(5, 4, stream, (byte) 0, (byte) 0, (byte) 0, (byte) 2, (byte) 0x82);
                    marks.add(peer.next(Frame.GoAway.class).code());
                    peer.untilEnd();
                });
        check(
                softly,
                82,
                "the answer of SITE: a frame on a stream that is not open",
                (peer, number) -> {
                    peer.request();
                    peer.fields(2, true, ":status", "200");
                    marks.add(peer.next(Frame.GoAway.class).code());
                    peer.untilEnd();
                });
        check(
                softly,
                83,
                "the answer of SITE: a frame on a stream that is not open",
                (peer, number) -> {
                    peer.data(peer.request() + 2, "a", true);
                    marks.add(peer.next(Frame.GoAway.class).code());
                    peer.untilEnd();
                });
        check(
                softly,
                84,
                "the answer of SITE: a window that is larger than windows are",
                (peer, number) -> {
                    peer.request();
                    peer.out.window(0, Integer.MAX_VALUE);
                    peer.flush();
                    marks.add(peer.next(Frame.GoAway.class).code());
                    peer.untilEnd();
                });
        softly.assertThat(marks)
                .containsExactly(
                        ErrorCode.PROTOCOL_ERROR,
                        ErrorCode.PROTOCOL_ERROR,
                        ErrorCode.PROTOCOL_ERROR,
                        ErrorCode.FLOW_CONTROL_ERROR);
        softly.assertAll();
    }

    @AsyncTest
    void floods_endTheConnection() throws Exception {
        SoftAssertions softly = new SoftAssertions();
        check(
                softly,
                81,
                "the answer of SITE: too many frames that bring nothing",
                (peer, number) -> {
                    peer.request();
                    for (int i = 0; i < 2000; i++) {
                        peer.out.ping(i);
                    }
                    peer.flush();
                    marks.add(peer.next(Frame.GoAway.class).code());
                    peer.untilEnd();
                });
        check(
                softly,
                82,
                "the answer of SITE: too many frames that bring nothing",
                (peer, number) -> {
                    int stream = peer.request();
                    peer.fields(stream, false, ":status", "200");
                    for (int i = 0; i < 2000; i++) {
                        peer.data(stream, "", false);
                    }
                    marks.add(peer.next(Frame.GoAway.class).code());
                    peer.untilEnd();
                });
        check(
                softly,
                83,
                "the answer of SITE: more than 20 interim answers",
                (peer, number) -> {
                    int stream = peer.request();
                    for (int i = 0; i < 21; i++) {
                        peer.fields(stream, false, ":status", "102");
                    }
                    marks.add(peer.next(Frame.Reset.class).code());
                    peer.untilEnd();
                });
        softly.assertThat(marks)
                .containsExactly(
                        ErrorCode.ENHANCE_YOUR_CALM,
                        ErrorCode.ENHANCE_YOUR_CALM,
                        ErrorCode.PROTOCOL_ERROR);
        softly.assertAll();
    }

    @AsyncTest
    void fieldsThatAreTooMany_areRefused() throws Exception {
        SoftAssertions softly = new SoftAssertions();
        check(
                softly,
                81,
                "the answer of SITE: header fields that are too large",
                (peer, number) -> {
                    peer.fields(peer.request(), true, ":status", "200", "a", "x".repeat(40_000));
                    peer.untilEnd();
                });
        check(
                softly,
                82,
                "the answer of SITE: more than 200 header fields",
                (peer, number) -> {
                    String[] fields = new String[2 * 202];
                    fields[0] = ":status";
                    fields[1] = "200";
                    for (int i = 1; i < 202; i++) {
                        fields[2 * i] = "a" + i;
                        fields[2 * i + 1] = "b";
                    }
                    peer.fields(peer.request(), true, fields);
                    peer.untilEnd();
                });
        softly.assertAll();
    }

    @AsyncTest
    void serverOfHttp1_isToldApart() throws Exception {
        Peer.talks(
                80,
                (connection, number) -> {
                    connection.writer().write("HTTP/1.1 400 Bad Request\r\n\r\n");
                    await(connection.reader().read());
                });
        try (HttpClient client = client()) {
            assertThatThrownBy(() -> await(client.get(SITE)))
                    .isInstanceOf(ProtocolError.class)
                    .hasMessage("the answer of http://localhost: an answer of HTTP/1");
        }
        await(sleep(2));
    }

    @AsyncTest
    void serverThatSaysNothing_isATimeout() throws Exception {
        Peer.talks(80, (connection, number) -> await(connection.reader().read()));
        try (HttpClient client = client()) {
            assertThatThrownBy(() -> await(client.get(SITE))).isInstanceOf(TimeoutError.class);
            assertThat(client).hasToString("<HttpClient 0 open, 0 idle, 0 waiting>");
        }
        await(sleep(2));
    }

    /// What is on its way when a stream is reset, however many there were, is no fault.
    @AsyncTest
    void framesOfManyCancelledStreams_areNoFault() throws Exception {
        FramePeer.talks(
                80,
                (peer, number) -> {
                    List<Integer> streams = new ArrayList<>();
                    for (int i = 0; i < 600; i++) {
                        streams.add(peer.request());
                    }
                    await(sleep(2)); // all are cancelled meanwhile
                    for (int each : streams) {
                        peer.answer(each, "late");
                    }
                    for (int i = 0; i < 600; i++) {
                        assertThat(peer.next(Frame.Reset.class).code()).isEqualTo(ErrorCode.CANCEL);
                    }
                    peer.answer(peer.request(), "here");
                    peer.untilEnd();
                },
                FramePeer.STREAMS,
                1000);
        try (HttpClient client = client()) {
            List<Task<ClientResponse>> all = new ArrayList<>();
            for (int i = 0; i < 600; i++) {
                all.add(createTask(client.get(SITE)));
            }
            await(sleep(1));
            all.forEach(Task::cancel);
            await(sleep(2));
            assertThat(await(client.get(SITE)).text()).isEqualTo("here");
            assertThat(client).hasToString("<HttpClient 1 open, 1 idle, 0 waiting>");
        }
    }
}
