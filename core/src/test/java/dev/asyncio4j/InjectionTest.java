// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j;

import static dev.asyncio4j.Asyncio.async;
import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.Asyncio.sleep;
import static dev.asyncio4j.Asyncio.taskGroup;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.asyncio4j.loop.Choices;
import dev.asyncio4j.testing.VirtualTime;
import org.junit.jupiter.api.Test;

/// What the oracle can do to a task that is about to suspend.
class InjectionTest {
    @Test
    void cancel_atTheNthAwait_comesOutThere() {
        EventLoop chosen = injecting(2, new Choices.Injection.Cancel("injected"));

        chosen.runUntilComplete(
                async(
                        () -> {
                            await(sleep(1));
                            assertThatExceptionOfType(CancelledError.class)
                                    .isThrownBy(() -> await(sleep(1)))
                                    .withMessage("injected");
                            await(sleep(1));
                        }));

        assertThat(chosen.time()).isEqualTo(2);
    }

    @Test
    void cancel_atABareYield_comesOutThere() {
        EventLoop chosen = injecting(1, new Choices.Injection.Cancel(null));

        chosen.runUntilComplete(
                async(
                        () ->
                                assertThatExceptionOfType(CancelledError.class)
                                        .isThrownBy(() -> await(sleep(0)))));
    }

    @Test
    void raise_atTheNthAwait_comesOutThereOnTheNextTurn() {
        RuntimeException injected = new RuntimeException("injected");
        EventLoop chosen = injecting(1, new Choices.Injection.Raise(injected));

        chosen.runUntilComplete(
                async(
                        () -> {
                            assertThatExceptionOfType(RuntimeException.class)
                                    .isThrownBy(() -> await(sleep(5)))
                                    .isSameAs(injected);
                            assertThat(chosen.time()).isZero();
                            await(sleep(0));
                            await(sleep(1));
                        }));

        assertThat(chosen.time()).isEqualTo(1);
    }

    @Test
    void raise_atAnAwaitThatIsCancelledJustThen_cancellationWins() {
        EventLoop chosen =
                injecting(1, new Choices.Injection.Raise(new RuntimeException("injected")));

        chosen.runUntilComplete(
                async(
                        () -> {
                            chosen.currentTask().cancel("first");
                            assertThatExceptionOfType(CancelledError.class)
                                    .isThrownBy(() -> await(sleep(5)))
                                    .withMessage("first");
                            await(sleep(0));
                            await(sleep(1));
                        }));

        assertThat(chosen.time()).isEqualTo(1);
    }

    /// As where the stack cannot be left.
    @Test
    void groupThatCannotWait_cancelsItsTasks() {
        RuntimeException refused = new RuntimeException("refused");
        EventLoop chosen = injecting(1, new Choices.Injection.Raise(refused));

        chosen.runUntilComplete(
                async(
                        () -> {
                            Task<?>[] child = new Task<?>[1];
                            assertThatExceptionOfType(RuntimeException.class)
                                    .isThrownBy(
                                            () ->
                                                    await(
                                                            taskGroup(
                                                                    group ->
                                                                            child[0] =
                                                                                    group
                                                                                            .createTask(
                                                                                                    sleep(
                                                                                                            5)))))
                                    .isSameAs(refused);
                            await(sleep(1));
                            assertThat(child[0].isCancelled()).isTrue();
                        }));
    }

    private EventLoop injecting(int at, Choices.Injection injection) {
        int[] awaits = new int[1];
        return new EventLoop(
                VirtualTime.options()
                        .withChoices(
                                new Choices() {
                                    @Override
                                    public int choose(Kind kind, int count) {
                                        return 0;
                                    }

                                    @Override
                                    public Injection atAwait(boolean canFail) {
                                        return ++awaits[0] == at ? injection : null;
                                    }
                                }));
    }
}
