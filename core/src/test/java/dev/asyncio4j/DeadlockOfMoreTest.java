// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j;

import static dev.asyncio4j.Asyncio.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.asyncio4j.sync.Channel;
import dev.asyncio4j.sync.Lock;
import dev.asyncio4j.sync.Select;
import dev.asyncio4j.testing.VirtualTime;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What a deadlock tells of those who wait in channels, in [Select] and for the end of others.
class DeadlockOfMoreTest {
    final EventLoop loop = new EventLoop(VirtualTime.options());

    @AfterEach
    void close() {
        loop.setExceptionHandler((where, fault) -> {});
        loop.close();
    }

    private String deadlock(Body.OfNothing main) {
        DeadlockError told =
                catchThrowableOfType(
                        DeadlockError.class,
                        () -> loop.runUntilComplete(loop.createTask(async("main", main), "main")));
        return told.getMessage();
    }

    @Test
    void channel_tellsWhoIsMissing() {
        assertThat(deadlock(() -> await(Channel.<String>open(0).receiver().receive())))
                .containsPattern(
                        "'main' waits for an item of Channel-\\d+, into which nobody sends");
        assertThat(deadlock(() -> await(Channel.<String>open(0).sender().send("item"))))
                .containsPattern(
                        "'main' waits for room in Channel-\\d+, from which nobody receives");
    }

    @Test
    void select_tellsOfHowMany() {
        assertThat(
                        deadlock(
                                () -> {
                                    Lock one = new Lock();
                                    Lock other = new Lock();
                                    await(one.acquire());
                                    await(other.acquire());
                                    await(Select.any(one.acquiring(), other.acquiring()));
                                }))
                .contains("'main' waits for one of 2 operations");
    }

    @Test
    void asCompleted_tellsOfWhatIsNotDone() {
        assertThat(
                        deadlock(
                                () -> {
                                    Future<String> never = loop.createFuture();
                                    Task<String> stuck =
                                            createTask(async(() -> await(never)), "stuck");
                                    for (var each : asCompleted(List.of(stuck))) {
                                        await(each);
                                    }
                                }))
                .contains("'main' waits for task 'stuck'");
    }
}
