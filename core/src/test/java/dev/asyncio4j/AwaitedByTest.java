// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j;

import static dev.asyncio4j.Asyncio.*;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Who waits on whom, for each way to wait; and nobody, afterwards.
class AwaitedByTest {
    final Stage stage = new Stage();
    final Future<String> future = stage.loop.createFuture();

    @AfterEach
    void endsCleanly() {
        stage.endsCleanly();
    }

    /// Lets a task wait for the future in this way, and tells whether exactly that task is noted
    /// meanwhile, and nobody when it is over.
    private void assertNoted(Body<?> waiting) {
        stage.play(
                () -> {
                    Task<Object> waiter = createTask(async(() -> waiting.run()), "waiter");
                    await(sleep(0));
                    assertThat(future.awaitedBy()).containsExactly(waiter);
                    future.setResult("x");
                    await(waiter);
                    assertThat(future.awaitedBy()).isEmpty();
                });
    }

    private void assertForgottenWhenCancelled(Body<?> waiting) {
        stage.play(
                () -> {
                    Task<Object> waiter = createTask(async(() -> waiting.run()), "waiter");
                    await(sleep(0));
                    waiter.cancel();
                    await(waitOn(List.of(waiter)));
                    assertThat(waiter.isCancelled()).isTrue();
                    assertThat(future.awaitedBy()).isEmpty();
                });
    }

    @Test
    void await_notesTheTask() {
        assertNoted(() -> await(future));
    }

    @Test
    void await_throughCoroutines_notesTheTask() {
        assertNoted(() -> await(async(() -> await(async(() -> await(future))))));
    }

    @Test
    void gather_notesTheTask() {
        assertNoted(() -> await(gather(future)));
    }

    @Test
    void waitOn_notesTheTask() {
        assertNoted(() -> await(waitOn(List.of(future))));
    }

    @Test
    void waitOn_cancelled_forgetsIt() {
        assertForgottenWhenCancelled(() -> await(waitOn(List.of(future))));
    }

    @Test
    void waitFor_notesTheTask() {
        assertNoted(() -> await(waitFor(future, 1)));
    }

    @Test
    void shield_notesTheTask() {
        assertNoted(() -> await(shield(future)));
    }

    @Test
    void shield_cancelled_forgetsIt() {
        assertForgottenWhenCancelled(() -> await(shield(future)));
    }

    @Test
    void timeout_notesTheTask() {
        assertNoted(() -> await(timeout(1, () -> await(future))));
    }

    @Test
    void asCompleted_notesTheTask() {
        assertNoted(() -> await(asCompleted(List.of(future)).next()));
    }

    @Test
    void await_severalTasks_allAreNoted_inOrder() {
        stage.play(
                () -> {
                    Task<String> one = createTask(async(() -> await(future)));
                    Task<String> two = createTask(async(() -> await(future)));
                    await(sleep(0));
                    assertThat(future.awaitedBy()).containsExactly(one, two);
                    future.setResult("x");
                    await(gather(one, two));
                });
    }

    @Test
    void limit_givesTheFirst_andCountTellsOfAll() {
        stage.play(
                () -> {
                    Task<String> one = createTask(async(() -> await(future)));
                    Task<String> two = createTask(async(() -> await(future)));
                    Task<List<String>> three = createTask(async(() -> await(gather(future))));
                    await(sleep(0));
                    assertThat(future.awaitedBy(2)).containsExactly(one, two);
                    assertThat(future.awaitedBy(9)).containsExactly(one, two, three);
                    assertThat(future.awaitedBy(0)).isEmpty();
                    assertThat(future.awaiterCount()).isEqualTo(3);
                    future.setResult("x");
                    await(gather(one, two));
                    assertThat(future.awaiterCount()).isZero();
                });
    }

    @Test
    void taskGroup_notesItsOwner_andWhoElseAwaits() {
        stage.play(
                () -> {
                    Task<?> owner = currentTask();
                    await(
                            taskGroup(
                                    group -> {
                                        Task<String> child =
                                                group.createTask(async(() -> await(future)));
                                        Task<String> sibling =
                                                group.createTask(async(() -> await(child)));
                                        await(sleep(0));
                                        await(sleep(0));
                                        assertThat(child.awaitedBy())
                                                .isEqualTo(java.util.Set.of(owner, sibling));
                                        assertThat(sibling.awaitedBy())
                                                .isEqualTo(java.util.Set.of(owner));
                                        assertThat(future.awaitedBy())
                                                .isEqualTo(java.util.Set.of(child));
                                        future.setResult("x");
                                        await(sleep(1));
                                        assertThat(child.awaitedBy()).isEmpty();
                                        assertThat(sibling.awaitedBy()).isEmpty();
                                    }));
                });
    }

    @Test
    void byHand_addsAndDiscards_andIgnoresWhatIsNoFuture() {
        Future<String> waiter = stage.loop.createFuture();
        futureAddToAwaitedBy(future, waiter);
        futureAddToAwaitedBy(future, "not a future");
        futureAddToAwaitedBy("not a future", waiter);
        assertThat(future.awaitedBy()).isEqualTo(java.util.Set.of(waiter));

        futureDiscardFromAwaitedBy(future, waiter);
        futureDiscardFromAwaitedBy(future, waiter);
        futureDiscardFromAwaitedBy("not a future", waiter);

        assertThat(future.awaitedBy()).isEmpty();
        assertThat(waiter.awaitedBy()).isEmpty();
    }

    @Test
    void awaitedBy_isACopy() {
        future.awaitedBy().add(future);

        assertThat(future.awaitedBy()).isEmpty();
    }
}
