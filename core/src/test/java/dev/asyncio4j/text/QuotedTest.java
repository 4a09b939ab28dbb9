// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.text;

import static dev.asyncio4j.Asyncio.*;
import static org.assertj.core.api.Assertions.assertThat;

import dev.asyncio4j.Coroutine;
import dev.asyncio4j.DeadlockError;
import dev.asyncio4j.EventLoop;
import dev.asyncio4j.Future;
import dev.asyncio4j.Task;
import dev.asyncio4j.inspect.CallGraph;
import dev.asyncio4j.inspect.TaskDump;
import dev.asyncio4j.loop.Fault;
import dev.asyncio4j.sync.Event;
import dev.asyncio4j.sync.Lock;
import dev.asyncio4j.sync.Queue;
import dev.asyncio4j.testing.VirtualTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/// What users named does nothing to who reads a report of it.
class QuotedTest {

    private static final String EVIL = "a'\n\u001b[2J\r\u202eb";
    private static final String TAMED = "\\n\\x1b[2J\\r\\u202eb";

    @Test
    void text_isAsPythonsRepr() {
        assertThat(Quoted.of("plain")).isEqualTo("'plain'");
        assertThat(Quoted.of("it's")).isEqualTo("\"it's\"");
        assertThat(Quoted.of("both ' and \"")).isEqualTo("'both \\' and \"'");
        assertThat(Quoted.of("a\nb\tc\\")).isEqualTo("'a\\nb\\tc\\\\'");
        assertThat(Quoted.of("\u001b[31m\u202e\ud800")).isEqualTo("'\\x1b[31m\\u202e\\ud800'");
        assertThat(Quoted.of("große 猫 🐱")).isEqualTo("'große 猫 🐱'");
    }

    @Test
    void plainText_keepsWhatIsHarmless() {
        String harmless = "it's \"große\" \\ 猫 🐱";
        assertThat(Quoted.plain(harmless)).isSameAs(harmless);
        assertThat(Quoted.plain("a\\\n\u001b[31m")).isEqualTo("a\\\\n\\x1b[31m");
    }

    private static void assertTame(Object told) {
        assertThat(String.valueOf(told).lines().filter(line -> !line.startsWith("    at ")))
                .as(String.valueOf(told))
                .anyMatch(line -> line.contains(TAMED));
        assertThat(String.valueOf(told).replace("\n", "").chars()).allMatch(Quoted::isHarmless);
    }

    @Test
    void names_areTameInAllReports() {
        EventLoop loop = new EventLoop(VirtualTime.options());
        Lock lock = new Lock().named(EVIL);
        loop.runUntilComplete(
                async(
                        () -> {
                            await(lock.acquire());
                            Task<?> waits =
                                    createTask(async(EVIL, () -> await(lock.acquire())), EVIL);
                            Task<?> outer = createTask(async(() -> await(waits)), EVIL);
                            await(sleep(0));
                            await(sleep(0));
                            assertTame(waits);
                            assertTame(waits.coroutine());
                            assertTame(lock);
                            assertTame(new Event().named(EVIL));
                            assertTame(new Queue<>().named(EVIL));
                            assertTame(Objects.requireNonNull(outer.waitingOn()));
                            assertTame(DeadlockError.of(loop).getMessage());
                            assertTame(CallGraph.formatCallGraph(waits));
                            assertThat(TaskDump.of(loop).toString().lines())
                                    .filteredOn(line -> !line.startsWith("    at "))
                                    .hasSize(4);
                            assertTame(TaskDump.of(loop));
                            waits.cancel(EVIL);
                            assertTame(Objects.requireNonNull(waits.cancelReason()));
                            await(gatherReturningExceptions(outer));
                        }));
        loop.close();
    }

    @Test
    void cancellerAndCoroutine_areTame() {
        EventLoop loop = new EventLoop(VirtualTime.options().withStrict(true));
        List<Fault> faults = new ArrayList<>();
        loop.setExceptionHandler((where, fault) -> faults.add(fault));
        loop.runUntilComplete(
                async(
                        () -> {
                            Future<Object> never = loop.createFuture();
                            Task<?> victim = createTask(async(() -> await(never)));
                            createTask(async(() -> victim.cancel()), EVIL);
                            Coroutine<Void> forgotten = async(EVIL, () -> {});
                            assertTame(forgotten);
                            await(gatherReturningExceptions(victim));
                            assertTame(Objects.requireNonNull(victim.cancelReason()));
                        }));
        loop.close(); // tells of the coroutine

        assertThat(Arrays.asList(faults.getFirst().message()))
                .singleElement()
                .satisfies(QuotedTest::assertTame);
    }

    @Test
    void whatCannotBeShown_isNamedByItsType() {
        Object mute =
                new Object() {
                    @Override
                    public String toString() {
                        throw new IllegalStateException("no text");
                    }
                };

        assertThat(Quoted.shown(mute))
                .matches("<dev\\.asyncio4j\\.text\\.QuotedTest\\$1 instance at 0x[0-9a-f]+>");
        assertThat(Quoted.shown("as it is")).isEqualTo("as it is");
        assertThat(Quoted.shown(null)).isEqualTo("null");
    }
}
