// SPDX-License-Identifier: Apache-2.0
package it.docs;

import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.Asyncio.generator;
import static dev.asyncio4j.Asyncio.sleep;
import static dev.asyncio4j.Asyncio.toThread;
import static org.assertj.core.api.Assertions.assertThat;

import dev.asyncio4j.AsyncGenerator;
import dev.asyncio4j.Coroutine;
import dev.asyncio4j.EventLoop;
import dev.asyncio4j.console.Whiteboard;
import dev.asyncio4j.http.Http;
import dev.asyncio4j.http.client.ClientRequest;
import dev.asyncio4j.http.server.Response;
import dev.asyncio4j.http.server.Router;
import dev.asyncio4j.junit.AsyncTest;
import dev.asyncio4j.junit.VirtualClock;
import dev.asyncio4j.net.Connection;
import dev.asyncio4j.net.Net;
import dev.asyncio4j.net.simulated.SimulatedNetwork;
import dev.asyncio4j.net.stream.StreamReader;
import dev.asyncio4j.net.stream.StreamWriter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;

/// Runs the fragments of pages of which each has one or two.
class FragmentsTest extends SampleCase {

    @AsyncTest
    @VirtualClock
    @Shown(page = "docs/tutorial/coroutines.md", words = "greet(String name)")
    void coroutine_greetsWhenItIsAwaited() throws Exception {
        var greeting = (Coroutine<?>) call("greet", "Ada");

        assertThat((Object) await(greeting)).isEqualTo("Hello, Ada");
    }

    @AsyncTest
    @VirtualClock
    @Shown(page = "docs/howto/web-service.md", words = "TestClient")
    void service_isAskedWithoutASocket() throws Exception {
        var app = new Router().get("/notes/{number}", _ -> Response.text("buy tea"));

        Played played = Played.of(() -> run(Map.of("app", app)));

        assertThat(played.failure()).isNull();
        assertThat(played.printed()).isEqualTo("200 buy tea\n");
    }

    @AsyncTest
    @VirtualClock
    @Shown(page = "docs/howto/tcp.md", words = "waitFor(reader.readline(), 10)")
    void guest_isGreeted_andHasTenSeconds() throws Exception {
        compiled(); // greet is called where nothing can be awaited
        new SimulatedNetwork(7);
        EventLoop loop = EventLoop.running();
        loop.setExceptionHandler((_, _) -> {}); // it is told of the one who says nothing

        try (var _ = await(Net.startServer(this::greet, "", 7))) {
            try (Connection quick = await(Net.openConnection("localhost", 7))) {
                await(quick.writer().send("Ada\n"));
                assertThat(await(quick.reader().read())).asString().isEqualTo("hello, Ada\n");
            }
            double before = loop.time();
            try (Connection silent = await(Net.openConnection("localhost", 7))) {
                assertThat(await(silent.reader().read())).isEmpty();
            }
            assertThat(loop.time() - before).isBetween(9.9, 10.1);
        }
    }

    @SuppressWarnings("unchecked")
    private Coroutine<Void> greet(StreamReader reader, StreamWriter writer) {
        try {
            return (Coroutine<Void>) call("greet", reader, writer);
        } catch (Exception failed) {
            throw new AssertionError(failed);
        }
    }

    @AsyncTest
    @Tag("real-time") // a browser's socket
    @Shown(page = "docs/whiteboard.md", words = "Whiteboard.open()")
    void whiteboard_isOpened_andToldWhere() throws Exception {
        replace("Whiteboard.open();", "return Whiteboard.open();");
        var err = new ByteArrayOutputStream();
        PrintStream before = System.err;
        System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));

        try (var whiteboard = (Whiteboard) run(Map.of())) {
            System.setErr(before);
            assertThat(err.toString(StandardCharsets.UTF_8)).contains(whiteboard.url());
            String page = await(toThread(() -> read(whiteboard.url())));
            assertThat(page).contains("<title>");
        } finally {
            System.setErr(before);
        }
    }

    private static String read(String url) throws Exception {
        try (var in = URI.create(url).toURL().openStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @AsyncTest
    @Tag("real-time") // meters are asked in a turn of the loop
    @Shown(page = "docs/observability.md", words = "LoopMetrics")
    void loop_isMeasured() throws Exception {
        var registry = new SimpleMeterRegistry();

        run(Map.of("registry", registry));

        await(sleep(0.01));
        assertThat(registry.get("asyncio.loop.turns").tag("loop", "http").functionCounter().count())
                .isPositive();
        assertThat(registry.get("asyncio.tasks").gauges())
                .anyMatch(gauge -> !"http".equals(gauge.getId().getTag("loop")));
    }

    @AsyncTest
    @VirtualClock
    @Shown(page = "docs/observability.md", words = "makeCurrent")
    void span_surroundsTheRequest() throws Exception {
        new SimulatedNetwork(7);
        var ended = new Ended();
        var tracer = SdkTracerProvider.builder().addSpanProcessor(ended).build().get("guide");
        AsyncGenerator<byte[]> body =
                generator(
                        out -> {
                            await(sleep(1));
                            tracer.spanBuilder("child").startSpan().end();
                            out.emit("milk".getBytes(StandardCharsets.US_ASCII));
                        });

        try (var _ = await(Http.startServer(r -> Response.text(await(r.text())), "", 80));
                var client = Http.client()) {
            var request = ClientRequest.post("http://localhost/").withPieces("text/plain", body);
            run(Map.of("tracer", tracer, "client", client, "request", request));
        }

        assertThat(ended.spans.stream().map(SpanData::getName)).containsExactly("child", "fetch");
        assertThat(ended.spans.getFirst().getParentSpanId())
                .isEqualTo(ended.spans.getLast().getSpanId());
        assertThat(Span.current().getSpanContext().isValid()).isFalse();
    }

    /// Keeps the spans that have ended.
    private static final class Ended implements SpanProcessor {
        final List<SpanData> spans = new ArrayList<>();

        @Override
        public void onStart(Context parent, ReadWriteSpan span) {}

        @Override
        public boolean isStartRequired() {
            return false;
        }

        @Override
        public void onEnd(ReadableSpan span) {
            spans.add(span.toSpanData());
        }

        @Override
        public boolean isEndRequired() {
            return true;
        }
    }
}
