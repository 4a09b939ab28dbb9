// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.inspect;

import static dev.asyncio4j.Asyncio.async;
import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.Asyncio.createTask;
import static dev.asyncio4j.Asyncio.currentTask;
import static dev.asyncio4j.Asyncio.sleep;
import static dev.asyncio4j.Asyncio.waitOn;
import static org.assertj.core.api.Assertions.assertThat;

import dev.asyncio4j.Body;
import dev.asyncio4j.EventLoop;
import dev.asyncio4j.sync.Lock;
import dev.asyncio4j.testing.VirtualTime;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What Java Flight Recorder gets to see of a loop.
class FlightTest {
    private static final String OURS = "dev.asyncio4j.";

    @TempDir Path folder;
    final EventLoop loop = new EventLoop(VirtualTime.options().withDebug(false));
    final FlightWatch watch = new FlightWatch();

    @AfterEach
    void close() {
        loop.close();
    }

    /// What is recorded of these kinds while `main` runs, as `Kind task field`.
    private List<String> recorded(Body.OfNothing main, String field, String... kinds)
            throws IOException {
        try (Recording recording = new Recording()) {
            for (String kind : kinds) {
                recording.enable(OURS + kind).withoutThreshold();
            }
            recording.start();
            watch.look(List.of(loop));
            loop.runUntilComplete(sleep(0)); // the instrument comes by a letter
            loop.runUntilComplete(loop.createTask(async("main", main), "main"));
            recording.stop();
            Path file = folder.resolve("flight.jfr");
            recording.dump(file);
            List<String> seen = new ArrayList<>();
            List<RecordedEvent> events = RecordingFile.readAllEvents(file);
            events.sort(Comparator.comparing(RecordedEvent::getEndTime));
            for (RecordedEvent event : events) {
                String kind = event.getEventType().getName();
                if (event.getEndTime().isBefore(recording.getStartTime())) {
                    continue; // of an earlier recording: chunks are copied as a whole
                }
                if (List.of(kinds).contains(kind.replace(OURS, ""))
                        && !event.getString("task").startsWith("Task-")) { // not the letter's run
                    seen.add(
                            kind.substring(OURS.length())
                                    + " "
                                    + event.getString("task")
                                    + (field.isEmpty() ? "" : " " + event.getString(field)));
                }
            }
            // The watch that every JVM has may have brought an instrument of its own.
            return seen.stream().distinct().toList();
        }
    }

    @Test
    void suspend_tellsWhatIsWaitedFor() throws IOException {
        assertThat(
                        recorded(
                                () -> {
                                    Lock lock = new Lock().named("till");
                                    await(lock.acquire());
                                    var other =
                                            createTask(async(() -> await(lock.acquire())), "other");
                                    await(sleep(1));
                                    lock.release();
                                    await(other);
                                },
                                "waitsFor",
                                "TaskSuspend"))
                .containsExactly(
                        "TaskSuspend main its time",
                        "TaskSuspend other Lock 'till', held by task 'main'",
                        "TaskSuspend main task 'other'");
    }

    @Test
    void startAndEnd_tellWhatRanAndHowItEnded() throws IOException {
        assertThat(
                        recorded(
                                () -> {
                                    var good = createTask(async("code", () -> {}), "good");
                                    var bad =
                                            createTask(
                                                    async(
                                                            () -> {
                                                                throw new IOException("disk");
                                                            }),
                                                    "bad");
                                    var gone = createTask(sleep(9), "gone");
                                    gone.cancel();
                                    await(waitOn(List.of(good, bad, gone)));
                                    bad.exception();
                                },
                                "outcome",
                                "TaskEnd"))
                .containsExactly(
                        "TaskEnd good finished",
                        "TaskEnd bad failed",
                        "TaskEnd gone cancelled",
                        "TaskEnd main finished");
        assertThat(
                        recorded(
                                () -> await(createTask(async("code", () -> {}), "child")),
                                "coroutine",
                                "TaskStart"))
                .endsWith("TaskStart main main", "TaskStart child code");
    }

    @Test
    void cancel_tellsWhoAndWhy() throws IOException {
        assertThat(
                        recorded(
                                () -> {
                                    currentTask().setName("boss");
                                    createTask(sleep(9), "worker").cancel("closing time");
                                    await(sleep(0));
                                    await(sleep(0));
                                },
                                "reason",
                                "TaskCancel"))
                .containsExactly("TaskCancel worker cancelled by boss: \"closing time\"");
    }

    @Test
    void step_isRecorded_ofTasksAndCallbacks() throws IOException {
        List<String> steps =
                recorded(
                        () -> {
                            loop.callSoon(() -> {});
                            await(sleep(0));
                        },
                        "",
                        "TaskStep");

        assertThat(steps)
                .contains(
                        "TaskStep main",
                        "TaskStep <Handle dev.asyncio4j.inspect.FlightTest lambda>");
    }

    @Test
    void stall_isRecorded() throws IOException {
        Stall stall =
                new Stall(
                        "task 'culprit'",
                        List.of(),
                        Duration.ofSeconds(2),
                        List.of(new StackTraceElement("app.Shop", "pay", "Shop.java", 12)),
                        0);

        assertThat(recorded(() -> FlightInstrument.write(stall), "stack", "LoopStall"))
                .containsExactly("LoopStall task 'culprit' app.Shop.pay(Shop.java:12)\n");
    }

    @Test
    void instrument_isThereOnlyWhileSomebodyRecords() {
        watch.look(List.of(loop));
        assertThat(watch.isAttachedTo(loop)).isFalse();

        try (Recording recording = new Recording()) {
            recording.enable(OURS + "TaskEnd");
            recording.start();
            watch.look(List.of(loop));
            watch.look(List.of(loop));
            loop.runUntilComplete(sleep(0));
            assertThat(watch.isAttachedTo(loop)).isTrue();
            assertThat(loop.instrument()).isNotNull();
        }

        watch.look(List.of(loop));
        assertThat(watch.isAttachedTo(loop)).isFalse();
    }

    @Test
    void recording_thatAsksForNothing_costsTheLoopNothing() {
        try (Recording recording = new Recording()) {
            recording.start();
            watch.look(List.of(loop));

            assertThat(watch.isAttachedTo(loop)).isFalse();
            assertThat(FlightInstrument.wantsStalls()).isTrue();
        }
    }

    @Test
    void recording_thatAsksForStepsAlone_getsThem() {
        for (String kind : List.of("TaskStep", "TaskCancel")) {
            try (Recording recording = new Recording()) {
                recording.enable(OURS + kind);
                recording.start();
                watch.look(List.of(loop));

                assertThat(watch.isAttachedTo(loop)).isTrue();
            }
            watch.look(List.of(loop));
            assertThat(watch.isAttachedTo(loop)).isFalse();
        }
    }
}
