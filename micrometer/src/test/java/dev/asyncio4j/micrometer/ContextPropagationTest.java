// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.micrometer;

import static dev.asyncio4j.Asyncio.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.asyncio4j.AsyncGenerator;
import dev.asyncio4j.Body;
import dev.asyncio4j.CancelledError;
import dev.asyncio4j.EventLoop;
import dev.asyncio4j.Future;
import dev.asyncio4j.Runner;
import dev.asyncio4j.Task;
import dev.asyncio4j.TaskOptions;
import dev.asyncio4j.context.Context;
import dev.asyncio4j.testing.VirtualTime;
import io.micrometer.context.ContextSnapshotFactory;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

/// Where thread-locals are right: the MDC stands for all.
class ContextPropagationTest {

    private final EventLoop loop = new EventLoop(VirtualTime.options());
    private final List<String> seen = new ArrayList<>();

    @BeforeAll
    static void carry() {
        ContextPropagation.carryMdc();
    }

    @AfterEach
    void nothingIsLeft() {
        loop.close();
        assertThat(who()).isNull();
    }

    private void play(Body.OfNothing body) {
        loop.runUntilComplete(async(body));
    }

    private static @Nullable String who() {
        return MDC.get("who");
    }

    private void see() {
        seen.add(String.valueOf(who()));
    }

    private static void be(String name) {
        MDC.put("who", name);
    }

    // ---- tasks

    @Test
    void task_beginsWithItsCreatorsValues_asTheyWereThen() {
        play(
                () -> {
                    be("creator");
                    Task<?> child = createTask(async(this::see));
                    be("later");
                    await(child);
                    see();
                });

        assertThat(seen).containsExactly("creator", "later");
    }

    @Test
    void task_keepsItsValues_overEachAwait_besideOthers() {
        play(
                () -> {
                    List<Task<?>> tasks = new ArrayList<>();
                    for (int i = 0; i < 3; i++) {
                        String name = "task " + i;
                        int pause = i;
                        tasks.add(
                                createTask(
                                        async(
                                                () -> {
                                                    be(name);
                                                    for (int turn = 0; turn < 4; turn++) {
                                                        await(sleep(turn % 2 == 0 ? 0 : pause));
                                                        assertThat(who()).isEqualTo(name);
                                                    }
                                                })));
                    }
                    for (Task<?> each : tasks) {
                        await(each);
                    }
                    assertThat(who()).isNull();
                });
    }

    @Test
    void task_thatEnds_leavesNothingToTheNext() {
        play(
                () -> {
                    await(createTask(async(() -> be("first"))));
                    await(createTask(async(this::see)));
                    loop.callSoon(this::see);
                    await(sleep(0));
                });

        assertThat(seen).containsExactly("null", "null");
    }

    @Test
    void task_thatIsCancelled_hasItsValuesInFinally_andLeavesNothing() {
        play(
                () -> {
                    be("main");
                    Task<?> task =
                            createTask(
                                    async(
                                            () -> {
                                                be("cancelled");
                                                try {
                                                    await(sleep(3600));
                                                } finally {
                                                    see();
                                                    await(sleep(0));
                                                    see();
                                                }
                                            }));
                    await(sleep(1));
                    task.cancel();
                    assertThatThrownBy(() -> await(task)).isInstanceOf(CancelledError.class);
                    see();
                });

        assertThat(seen).containsExactly("cancelled", "cancelled", "main");
    }

    @Test
    void eagerTask_hasItsCreatorsValues_andKeepsItsOwn() {
        play(
                () -> {
                    be("main");
                    Task<?> task =
                            loop.createTask(
                                    async(
                                            () -> {
                                                see();
                                                be("eager");
                                                await(sleep(0));
                                                see();
                                            }),
                                    new TaskOptions(null, null, true));
                    see();
                    await(task);
                });

        assertThat(seen).containsExactly("main", "main", "eager");
    }

    @Test
    void gatherAndGroup_childrenInherit_andDoNotTouchTheParent() {
        Body.OfNothing child =
                () -> {
                    see();
                    be("child");
                    await(sleep(0));
                };

        play(
                () -> {
                    be("parent");
                    await(gather(async(child), async(child)));
                    await(
                            taskGroup(
                                    group -> {
                                        group.createTask(async(child));
                                    }));
                    see();
                });

        assertThat(seen).containsExactly("parent", "parent", "parent", "parent");
    }

    @Test
    void awaitedCoroutine_sharesItsCallersValues() {
        play(
                () -> {
                    be("caller");
                    await(
                            async(
                                    () -> {
                                        see();
                                        await(sleep(0));
                                        be("callee");
                                    }));
                    see();
                });

        assertThat(seen).containsExactly("caller", "callee");
    }

    // ---- callbacks and threads

    @Test
    void callback_hasTheValuesOfWhoScheduledIt_andLeavesNothing() {
        play(
                () -> {
                    be("scheduler");
                    loop.callSoon(
                            () -> {
                                see();
                                be("callback");
                            });
                    loop.callLater(1, this::see);
                    Future<Void> future = loop.createFuture();
                    future.addDoneCallback(done -> see());
                    be("later");
                    loop.callSoon(this::see);
                    future.setResult(null);
                    await(sleep(2));
                    see();
                });

        assertThat(seen).containsExactly("scheduler", "later", "scheduler", "scheduler", "later");
    }

    @Test
    void callbacks_inOneVeryContext_seeEachOthersValues() {
        Context common = new Context();

        play(
                () -> {
                    be("main");
                    loop.callSoon(
                            common,
                            () -> {
                                see();
                                be("common");
                            });
                    loop.callSoon(this::see);
                    loop.callSoon(common, this::see);
                    await(sleep(1));
                });

        assertThat(seen).containsExactly("null", "main", "common");
    }

    @Test
    void toThread_hasTheValues_andGivesNoneBack() {
        play(
                () -> {
                    be("task");
                    String there =
                            await(
                                    toThread(
                                            () -> {
                                                String found = who();
                                                be("thread");
                                                return found;
                                            }));
                    assertThat(there).isEqualTo("task");
                    see();
                });

        assertThat(seen).containsExactly("task");
    }

    @Test
    void letter_ofAnotherThread_hasThatThreadsValues() {
        play(
                () -> {
                    Future<Void> arrived = loop.createFuture();
                    Thread.ofPlatform()
                            .start(
                                    () -> {
                                        be("sender");
                                        loop.callSoonThreadsafe(
                                                () -> {
                                                    see();
                                                    arrived.setResult(null);
                                                });
                                    })
                            .join();
                    await(arrived);
                    see();
                });

        assertThat(seen).containsExactly("sender", "null");
    }

    @Test
    void contextRun_hasThatContextsValues_andKeepsWhatTheyBecome() {
        play(
                () -> {
                    be("outer");
                    Context copy = Context.copyCurrent();
                    be("own");
                    copy.run(
                            () -> {
                                see();
                                be("inner");
                                await(sleep(0));
                                see();
                            });
                    see();
                    copy.run(this::see);
                    copy.copy().run(this::see);
                });

        assertThat(seen).containsExactly("outer", "inner", "own", "inner", "inner");
    }

    // ---- the threads around

    @Test
    void main_hasTheCallersValues_andTheCallerKeepsItsOwn() {
        be("caller");
        try {
            play(
                    () -> {
                        see();
                        be("main");
                        loop.callSoon(() -> be("callback"));
                        await(sleep(1));
                    });
            assertThat(who()).isEqualTo("caller");
            assertThat(seen).containsExactly("caller");
        } finally {
            MDC.clear();
        }
    }

    @Test
    void runner_keepsValues_fromOneRunToTheNext() {
        try (Runner runner = new Runner()) {
            runner.run(async(() -> be("first")));
            runner.run(async(this::see));
        }

        assertThat(seen).containsExactly("first");
    }

    // ---- generators

    @Test
    void generator_beginsWithItsAskersValues_andKeepsItsOwn() {
        AsyncGenerator<String> names =
                generator(
                        "names",
                        emitter -> {
                            emitter.emit(String.valueOf(who()));
                            be("generator");
                            await(sleep(0));
                            emitter.emit(String.valueOf(who()));
                            emitter.emit(String.valueOf(who()));
                        });

        play(
                () -> {
                    be("asker");
                    assertThat(await(names.next())).isEqualTo("asker");
                    assertThat(await(names.next())).isEqualTo("generator");
                    assertThat(who()).isEqualTo("asker");
                    be("another");
                    Task<String> another = createTask(async(() -> await(names.next())));
                    assertThat(await(another)).isEqualTo("another");
                    await(names.close());
                });
    }

    // ---- others than the MDC

    @Test
    void observation_isCurrentInItsTask_andInThoseItMakes() {
        ObservationRegistry registry = ObservationRegistry.create();
        registry.observationConfig().observationHandler(context -> true);
        List<@Nullable Observation> current = new ArrayList<>();

        play(
                () -> {
                    Observation request = Observation.start("request", registry);
                    try (Observation.Scope _ = request.openScope()) {
                        await(sleep(1));
                        current.add(registry.getCurrentObservation());
                        await(
                                createTask(
                                        async(
                                                () -> {
                                                    await(sleep(1));
                                                    current.add(registry.getCurrentObservation());
                                                })));
                        current.add(await(toThread(registry::getCurrentObservation)));
                    }
                    assertThat(current).containsOnly(request).hasSize(3);
                    assertThat(registry.getCurrentObservation()).isNull();
                });
    }

    // ---- by itself

    @Test
    void carry_isIdempotent_andRefusesASecondWay() {
        ContextPropagation.carry();

        assertThatThrownBy(() -> ContextPropagation.carry(ContextSnapshotFactory.builder().build()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(
                        "thread values are carried by <ContextPropagation> already; register"
                                + " further thread-locals there");
    }
}
