// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.opentelemetry;

import static dev.asyncio4j.Asyncio.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.asyncio4j.AsyncGenerator;
import dev.asyncio4j.Body;
import dev.asyncio4j.CancelledError;
import dev.asyncio4j.Coroutine;
import dev.asyncio4j.EventLoop;
import dev.asyncio4j.Task;
import dev.asyncio4j.testing.VirtualTime;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.ContextKey;
import io.opentelemetry.context.ContextStorage;
import io.opentelemetry.context.Scope;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// OpenTelemetry's context in tasks, found by OpenTelemetry itself.
class TaskContextStorageTest {

    private static final ContextKey<String> WHO = ContextKey.named("who");

    private final EventLoop loop = new EventLoop(VirtualTime.options());
    private final List<String> seen = new ArrayList<>();

    @AfterEach
    void nothingIsLeft() {
        loop.close();
        assertThat(who()).isEqualTo("null");
    }

    private void play(Body.OfNothing body) {
        loop.runUntilComplete(async(body));
    }

    @SuppressWarnings("MustBeClosedChecker") // who calls it closes it
    private static Scope be(String name) {
        return Context.current().with(WHO, name).makeCurrent();
    }

    private static String who() {
        return String.valueOf(Context.current().get(WHO));
    }

    private void see() {
        seen.add(who());
    }

    @Test
    void storage_isTheTasks() {
        assertThat(ContextStorage.get()).isSameAs(new TaskContextStorage().get());
    }

    @Test
    void value_isThereAfterEachAwait_inThreadsTasksAndCallbacks_andNowhereElse() {
        play(
                () -> {
                    Task<?> other;
                    try (Scope _ = be("task")) {
                        await(sleep(1));
                        see();
                        await(async(this::see));
                        seen.add(await(toThread(TaskContextStorageTest::who)));
                        loop.callSoon(this::see);
                        other =
                                createTask(
                                        async(
                                                () -> {
                                                    await(sleep(2));
                                                    see();
                                                    try (Scope _ = be("child")) {
                                                        await(sleep(2));
                                                        see();
                                                    }
                                                    see();
                                                }));
                        await(sleep(3));
                        see();
                    }
                    see();
                    await(other);
                });

        assertThat(seen)
                .containsExactly(
                        "task", "task", "task", "task", "task", "task", "null", "child", "task");
    }

    @Test
    void generator_hasItsAskersValue_atEachAsk() {
        AsyncGenerator<String> names =
                generator(
                        "names",
                        emitter -> {
                            for (int i = 0; i < 3; i++) {
                                emitter.emit(who());
                            }
                        });

        play(
                () -> {
                    for (String name : List.of("a", "b")) {
                        try (Scope _ = be(name)) {
                            assertThat(await(names.next())).isEqualTo(name);
                        }
                    }
                    await(names.close());
                });
    }

    @Test
    void cancellation_closesTheScope_inFinally() {
        play(
                () -> {
                    Task<?> task =
                            createTask(
                                    async(
                                            () -> {
                                                try (Scope _ = be("cancelled")) {
                                                    await(sleep(3600));
                                                } finally {
                                                    see();
                                                }
                                            }));
                    await(sleep(1));
                    task.cancel();
                    assertThatThrownBy(() -> await(task)).isInstanceOf(CancelledError.class);
                    see();
                });

        assertThat(seen).containsExactly("null", "null");
    }

    @Test
    void scope_closedInAnotherTask_orTwice_endsNothing() {
        play(
                () -> {
                    Scope outer = be("outer");
                    await(
                            createTask(
                                    async(
                                            () -> {
                                                try (Scope _ = be("other")) {
                                                    outer.close();
                                                    see();
                                                }
                                            })));
                    see();
                    Scope inner = be("inner");
                    outer.close();
                    see();
                    inner.close();
                    inner.close();
                    see();
                    outer.close();
                    see();
                });

        assertThat(seen).containsExactly("other", "outer", "inner", "outer", "null");
    }

    @Test
    void spans_ofConcurrentTasks_haveTheRightParents() {
        Ended ended = new Ended();
        try (SdkTracerProvider provider =
                SdkTracerProvider.builder().addSpanProcessor(ended).build()) {
            Tracer tracer = provider.get("test");

            play(() -> await(gather(request(tracer, "a"), request(tracer, "b"))));
        }

        Map<String, String> names = new TreeMap<>();
        ended.spans.forEach(each -> names.put(each.getSpanId(), each.getName()));
        assertThat(ended.spans)
                .extracting(SpanData::getName, each -> names.get(each.getParentSpanId()))
                .containsExactlyInAnyOrder(
                        tuple("a", null),
                        tuple("query of a", "a"),
                        tuple("b", null),
                        tuple("query of b", "b"));
    }

    private static Coroutine<Void> request(Tracer tracer, String name) {
        return async(
                () -> {
                    Span span = tracer.spanBuilder(name).startSpan();
                    try (Scope _ = span.makeCurrent()) {
                        await(sleep(1));
                        await(
                                createTask(
                                        async(
                                                () -> {
                                                    await(sleep(1));
                                                    tracer.spanBuilder("query of " + name)
                                                            .startSpan()
                                                            .end();
                                                })));
                    } finally {
                        span.end();
                    }
                    return null;
                });
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
