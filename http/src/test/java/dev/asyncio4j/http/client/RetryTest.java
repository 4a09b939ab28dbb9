// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.client;

import static dev.asyncio4j.Asyncio.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.asyncio4j.EventLoop;
import dev.asyncio4j.http.Http;
import dev.asyncio4j.http.server.Response;
import dev.asyncio4j.junit.AsyncTest;
import dev.asyncio4j.junit.VirtualClock;
import java.net.ConnectException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// What is sent once more, and when.
@VirtualClock
class RetryTest {

    private int asked;

    private static HttpClient trying(int times) {
        return Http.client(ClientOptions.defaults().withRetry(Retry.times(times)));
    }

    private void failing(int times, int status, String... fields) throws Exception {
        Peer.serve(
                80,
                request -> {
                    if (asked++ >= times) {
                        return Response.text("at last");
                    }
                    Response answer = Response.of(status);
                    return fields.length == 0 ? answer : answer.withHeader(fields[0], fields[1]);
                });
    }

    @AsyncTest
    void nothing_isSentAgain_unlessOneWants() throws Exception {
        failing(1, 503);
        try (HttpClient client = Http.client()) {
            assertThat(await(client.get("http://localhost/")).status()).isEqualTo(503);
        }
        assertThat(asked).isEqualTo(1);
    }

    @AsyncTest
    void answersThatAreNotGoodEnough_areAskedForAgain() throws Exception {
        failing(2, 503);
        try (HttpClient client = trying(2)) {
            double begun = EventLoop.running().time();
            assertThat(await(client.get("http://localhost/")).text()).isEqualTo("at last");
            assertThat(EventLoop.running().time() - begun).isBetween(0.75, 1.51);
        }
        assertThat(asked).isEqualTo(3);
    }

    @AsyncTest
    void lastAnswer_isGiven() throws Exception {
        failing(9, 503);
        try (HttpClient client = trying(2)) {
            assertThat(await(client.get("http://localhost/")).status()).isEqualTo(503);
        }
        assertThat(asked).isEqualTo(3);
    }

    @AsyncTest
    void serversWish_isObeyed() throws Exception {
        failing(1, 429, "retry-after", "7");
        try (HttpClient client = trying(1)) {
            double begun = EventLoop.running().time();
            await(client.get("http://localhost/"));
            assertThat(EventLoop.running().time() - begun).isBetween(7.0, 7.1);
        }
    }

    @AsyncTest
    void serverThatWantsTooMuch_hasItsAnswerGiven() throws Exception {
        failing(1, 429, "retry-after", "3600");
        try (HttpClient client = trying(1)) {
            assertThat(await(client.get("http://localhost/")).status()).isEqualTo(429);
        }
        assertThat(asked).isEqualTo(1);
    }

    @AsyncTest
    void orders_areNotRepeated() throws Exception {
        failing(1, 503);
        try (HttpClient client = trying(3)) {
            ClientRequest order = ClientRequest.post("http://localhost/").withText("tea");
            assertThat(await(client.request(order)).status()).isEqualTo(503);
        }
        assertThat(asked).isEqualTo(1);
    }

    @AsyncTest
    void serverThatIsNotThere_isAskedAgain() {
        Peer.network();
        try (HttpClient client = trying(3)) {
            double begun = EventLoop.running().time();
            assertThatThrownBy(() -> await(client.get("http://localhost/")))
                    .isInstanceOf(ConnectException.class);
            assertThat(EventLoop.running().time() - begun).isBetween(1.75, 3.51);
        }
    }

    @Test
    void pauses_double_upToTheLongest() {
        Retry retry = Retry.times(9).withPauses(Duration.ofSeconds(1), Duration.ofSeconds(5));

        assertThat(retry.pause(1, 1)).isEqualTo(Duration.ofSeconds(1));
        assertThat(retry.pause(3, 0)).isEqualTo(Duration.ofSeconds(2));
        assertThat(retry.pause(3, 1)).isEqualTo(Duration.ofSeconds(4));
        assertThat(retry.pause(9, 1)).isEqualTo(Duration.ofSeconds(5));
        assertThatThrownBy(() -> Retry.times(-1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("times: -1 (expected: >= 0)");
    }
}
