// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.console;

import static dev.asyncio4j.Asyncio.async;
import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.Asyncio.createTask;
import static dev.asyncio4j.Asyncio.gather;
import static dev.asyncio4j.Asyncio.sleep;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.asyncio4j.Body;
import dev.asyncio4j.CancelledError;
import dev.asyncio4j.EventLoop;
import dev.asyncio4j.KeyboardInterrupt;
import dev.asyncio4j.Runner;
import dev.asyncio4j.Signal;
import dev.asyncio4j.Task;
import dev.asyncio4j.WaitPoint;
import dev.asyncio4j.loop.LoopOptions;
import dev.asyncio4j.sync.Lock;
import dev.asyncio4j.sync.Queue;
import dev.asyncio4j.testing.VirtualTime;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// A page and a program that runs: the page's clock is real.
@Tag("real-time")
class WhiteboardTest {

    @Test
    void picture_tellsWhoWaitsForWhat() throws Exception {
        try (Program program =
                Program.of(
                        () -> {
                            var orders = new Queue<String>().named("orders");
                            var cook = createTask(orders.get(), "cook");
                            var guest = createTask(sleep(3600), "guest");
                            await(gather(cook, guest));
                        })) {
            String picture = program.browser.picture("\"state\":\"asleep\"");

            assertThat(picture)
                    .contains("\"what\":\"an item of Queue 'orders'\"")
                    .contains("\"name\":\"guest\"", "\"what\":\"its time\"")
                    .contains("\"total\":3", "\"ready\":0", "\"state\":\"asleep\"")
                    .contains("\"places\":[{\"id\":");
            assertThat(picture).containsPattern("\"name\":\"guest\".{0,200}\"due\":\\d+");
        }
    }

    /// One of many, each of which waits for something of its own.
    private record Parcel(int number) implements WaitPoint {
        @Override
        public String what() {
            return "parcel " + number;
        }

        @Override
        public String crowd() {
            return "a parcel";
        }
    }

    @Test
    void many_whoWaitForTheLike_areACrowd() throws Exception {
        try (Program program =
                Program.of(
                        () -> {
                            List<Task<?>> tasks = new ArrayList<>();
                            for (int i = 0; i < 500; i++) {
                                tasks.add(createTask(async("customer", parcel(i))));
                            }
                            await(gather(tasks));
                        })) {
            String picture = program.browser.picture("\"state\":\"asleep\"");

            assertThat(picture)
                    .contains("\"code\":\"customer\",\"what\":\"a parcel\",\"count\":500")
                    .containsPattern("\"what\":\"parcel \\d+\"")
                    .contains("\"places\":[]");
        }
    }

    private static Body.OfNothing parcel(int number) {
        return () -> await(EventLoop.running().createFuture(new Parcel(number)));
    }

    @Test
    void steps_areToldOnce_withWhatBecameOfThem() throws Exception {
        try (Program program =
                Program.held(
                        LoopOptions.defaults(),
                        () -> {
                            await(createTask(sleep(0), "short"));
                            await(sleep(3600));
                        })) {
            program.browser.picture("\"state\":\"paused\"");
            program.browser.control("{\"do\":\"run\"}");
            String steps = program.browser.event("steps", data -> data.contains("\"short\""));

            assertThat(steps).containsPattern("\"short\",\"sleep\",\\d+,\\d+,[12],null");
        }
    }

    @Test
    void held_goesStepByStep() throws Exception {
        List<String> marks = new CopyOnWriteArrayList<>();
        try (Program program =
                Program.held(
                        LoopOptions.defaults(),
                        () -> {
                            marks.add("one");
                            await(sleep(0));
                            marks.add("two");
                            await(sleep(0));
                            marks.add("three");
                        })) {
            Browser page = program.browser;
            page.picture("\"held\":true");
            assertThat(marks).isEmpty();

            page.control("{\"do\":\"step\"}");
            until(() -> marks.size() > 0 && program.loop.beat().isHeld());
            assertThat(marks).containsExactly("one");

            page.control("{\"do\":\"turn\"}");
            until(() -> marks.size() > 1 && program.loop.beat().isHeld());
            assertThat(marks).containsExactly("one", "two");

            page.control("{\"do\":\"run\"}");
            program.ended.get(20, TimeUnit.SECONDS);
            assertThat(marks).containsExactly("one", "two", "three");
        }
    }

    private static void until(BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("time").isLessThan(end);
            Thread.onSpinWait();
        }
    }

    @Test
    void slowMotion_waitsBeforeEachStep() throws Exception {
        try (Program program =
                Program.held(
                        LoopOptions.defaults(),
                        () -> {
                            for (int i = 0; i < 3; i++) {
                                await(sleep(0));
                            }
                        })) {
            Browser page = program.browser;
            page.picture("\"held\":true");
            page.control("{\"do\":\"delay\",\"value\":300}");

            page.control("{\"do\":\"slow\"}");

            page.picture("\"state\":\"slow\"");
            assertThat(program.ended.isDone()).isFalse();
            program.ended.get(20, TimeUnit.SECONDS);
        }
    }

    @Test
    void deadlock_isWarnedOf_withTheCircle() throws Exception {
        try (Program program =
                Program.of(
                        () -> {
                            var knife = new Lock().named("knife");
                            var fork = new Lock().named("fork");
                            await(
                                    gather(
                                            createTask(async(() -> dine(knife, fork)), "Ada"),
                                            createTask(async(() -> dine(fork, knife)), "Bob")));
                        })) {
            String picture = program.browser.picture("\"state\":\"deadlock\"");

            assertThat(picture)
                    .contains("\"kind\":\"deadlock\"", "in a circle: task 'Ada', task 'Bob'")
                    .contains("Lock 'fork', held by task 'Bob'");
        }
    }

    private static void dine(Lock first, Lock second) {
        await(first.acquire());
        await(sleep(0));
        await(second.acquire());
    }

    @Test
    void stall_isShownWhileItLasts_andRememberedAfter() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        try (Program program =
                Program.of(
                        () -> {
                            await(sleep(0.5));
                            release.await(); // blocks the loop, as a driver would
                            await(sleep(3600));
                        })) {
            String picture = program.browser.picture("\"state\":\"stalled\"");
            release.countDown();
            String after = program.browser.picture("\"now\":false");

            assertThat(picture)
                    .contains(
                            "\"kind\":\"stall\"", "CountDownLatch.await", "\"state\":\"running\"");
            assertThat(after).contains("\"kind\":\"stall\"", "\"state\":\"asleep\"");
        }
    }

    @Test
    void swallowedCancellation_isWarnedOf() throws Exception {
        try (Program program =
                Program.of(
                        () -> {
                            var deaf = createTask(async(WhiteboardTest::withstand), "deaf");
                            while (true) {
                                await(sleep(0.1)); // till somebody looks, too
                                if (getLoop().instrument() != null) {
                                    deaf.cancel();
                                }
                            }
                        })) {
            String picture = program.browser.picture("swallowed");

            assertThat(picture).contains("Task 'deaf' swallowed a cancellation");
        }
    }

    private static EventLoop getLoop() {
        return EventLoop.running();
    }

    private static void withstand() {
        try {
            await(sleep(3600));
        } catch (CancelledError ignoredOnPurpose) {
            return;
        }
    }

    @Test
    void virtualTime_passesAsFastAsThePageWishes() throws Exception {
        try (Program program = Program.held(VirtualTime.options(), () -> await(sleep(1_000_000)))) {
            Browser page = program.browser;
            page.picture("\"virtual\":true");
            page.control("{\"do\":\"run\"}");
            page.picture("\"state\":\"asleep\"");
            assertThat(program.ended.isDone()).isFalse();

            page.control("{\"do\":\"speed\",\"value\":3600}");
            page.event("picture", data -> clock(data) > 1_000_000_000L); // 1000 s
            page.control("{\"do\":\"speed\",\"value\":0}");

            program.ended.get(20, TimeUnit.SECONDS);
            assertThat(program.loop.time()).isEqualTo(1_000_000);
        }
    }

    private static long clock(String picture) {
        return Long.parseLong(picture.replaceAll(".*?\"clock\":(\\d+).*", "$1"));
    }

    @Test
    void loopThatNobodyLooksAt_hasNoInstrument() throws Exception {
        try (Program program = Program.of(() -> await(sleep(3600)))) {
            program.browser.picture("\"state\":\"asleep\"");
            assertThat(program.ask(EventLoop::instrument)).isNotNull();

            program.browser.close();

            long end = System.nanoTime() + 20_000_000_000L;
            while (program.ask(EventLoop::instrument) != null && System.nanoTime() < end) {
                Thread.onSpinWait();
            }
            assertThat(program.ask(EventLoop::instrument)).isNull();
        }
    }

    @Test
    void ninthViewer_isRefused() throws Exception {
        List<Browser> viewers = new ArrayList<>();
        try (Program program = Program.of(() -> await(sleep(3600)))) {
            for (int i = 2; i <= 8; i++) {
                Browser viewer = new Browser(program.whiteboard.url()).enter();
                viewers.add(viewer);
                assertThat(viewer.listen()).startsWith("HTTP/1.1 200 ");
                viewer.picture("\"state\"");
            }
            Browser ninth = new Browser(program.whiteboard.url()).enter();
            viewers.add(ninth);

            assertThat(ninth.listen()).startsWith("HTTP/1.1 503 ");
        } finally {
            for (Browser viewer : viewers) {
                viewer.close();
            }
        }
    }

    @Test
    void viewerThatDoesNotRead_keepsNobody() throws Exception {
        String longName = "x".repeat(480);
        try (Program program =
                        Program.of(
                                () -> {
                                    for (int i = 0; i < 240; i++) {
                                        createTask(sleep(3600), longName + i);
                                    }
                                    await(sleep(3600));
                                });
                Browser deaf = new Browser(program.whiteboard.url()).enter()) {
            deaf.listen(); // and never again
            int bytes = 0;
            while (bytes < 6_000_000) { // more than all buffers on the way
                bytes += program.browser.picture("\"total\":241").length();
            }

            assertThat(program.ask(EventLoop::taskCount)).isEqualTo(241);
        }
    }

    @Test
    void tenThousandTasks_areCounted_andSomeShown() throws Exception {
        try (Program program =
                Program.of(
                        () -> {
                            for (int i = 0; i < 10_000; i++) {
                                createTask(sleep(3600));
                            }
                            await(sleep(3600));
                        })) {
            String picture = // when all of them have begun
                    program.browser.picture(
                            "{\"code\":\"sleep\",\"what\":\"its time\",\"count\":9999}");

            assertThat(picture).contains("\"total\":10001");
            assertThat(picture.split("\"waited\"")).hasSizeBetween(100, 241);
            assertThat(picture.length()).isLessThan(300_000);
        }
    }

    @Test
    void portThatIsTaken_isNamed() throws Exception {
        try (Program program = Program.of(() -> await(sleep(3600)))) {
            int port = program.whiteboard.port();
            var options = WhiteboardOptions.defaults().withPort(port);

            assertThatThrownBy(() -> Whiteboard.open(program.loop, options))
                    .isInstanceOf(UncheckedIOException.class)
                    .hasRootCauseMessage("Address already in use")
                    .cause()
                    .hasMessageContaining("127.0.0.1:" + port + " cannot be had");
        }
    }

    @Test
    void port_isOneThatThereIs() {
        assertThatThrownBy(() -> WhiteboardOptions.defaults().withPort(65_536))
                .hasMessage("port: 65536 (expected: 0 to 65535)");
    }

    @Test
    void failures_areShownByTheirClassAlone() throws Exception {
        List<String> seen = new ArrayList<>();
        try (Program program =
                Program.held(
                        LoopOptions.defaults(),
                        () -> {
                            EventLoop.running().callSoon(WhiteboardTest::fail);
                            var failing = createTask(async("failing", WhiteboardTest::fail));
                            await(sleep(0.01));
                            assertThatThrownBy(() -> await(failing)).hasMessage("password=hunter2");
                            await(sleep(60));
                        })) {
            program.loop.setExceptionHandler((where, fault) -> {});
            program.browser.control("{\"do\":\"run\"}");

            seen.add(program.browser.event("steps", data -> data.contains("\"failing\"")));
            seen.add(program.browser.picture("\"kind\":\"fault\""));

            assertThat(seen)
                    .allMatch(each -> each.contains("java.lang.IllegalArgumentException"))
                    .noneMatch(each -> each.contains("hunter2"));
        }
    }

    private static void fail() {
        throw new IllegalArgumentException("password=hunter2");
    }

    @Test
    void ctrlC_endsAProgramThatThePageHolds() throws Exception {
        CompletableFuture<Object> end = new CompletableFuture<>();
        try (Runner runner = new Runner()) {
            WhiteboardOptions held = WhiteboardOptions.defaults().withQuiet(true).withHold(true);
            EventLoop loop = runner.loop();
            try (Whiteboard whiteboard = Whiteboard.open(loop, held);
                    Browser browser = new Browser(whiteboard.url()).enter()) {
                Thread program =
                        Thread.ofPlatform()
                                .start(() -> end.complete(outcome(runner, () -> await(sleep(60)))));
                browser.listen();
                browser.picture("\"held\":true"); // somebody looks, and has not pressed Run

                Signal.SIGINT.raise();

                assertThat(end.get(20, TimeUnit.SECONDS)).isInstanceOf(KeyboardInterrupt.class);
                program.join();
            }
        }
    }

    private static Object outcome(Runner runner, Body.OfNothing main) {
        try {
            return String.valueOf(runner.run(async("main", main)));
        } catch (Throwable failure) {
            return failure;
        }
    }

    @Test
    void programThatIsHeld_goesOnWhenThePageIsClosed() throws Exception {
        try (Program program = Program.held(LoopOptions.defaults(), () -> {})) {
            program.browser.picture("\"held\":true");

            program.browser.close();

            program.ended.get(20, TimeUnit.SECONDS);
        }
    }
}
