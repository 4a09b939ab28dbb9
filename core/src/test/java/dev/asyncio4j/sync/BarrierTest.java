// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.sync;

import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.sync.Scene.turns;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.asyncio4j.Task;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BarrierTest {
    private final Scene scene = new Scene();
    private final Barrier barrier = new Barrier(3);

    @AfterEach
    void close() {
        scene.close();
    }

    private Task<?> party(String name) {
        return scene.begin(name, () -> scene.marks.add(name + await(barrier.waitOn())));
    }

    private void round() {
        scene.marks.clear();
        List.of("x", "y", "z").forEach(this::party);
        scene.join();
        assertThat(scene.marks).containsExactly("z2", "z", "x0", "x", "y1", "y");
        assertThat(barrier).hasToString("<Barrier [filling, waiters:0/3]>");
    }

    @Test
    void waitOn_theLastParty_letsAllGo() {
        scene.run(
                () -> {
                    party("a");
                    party("b");
                    turns(3);
                    assertThat(barrier.waiting()).isEqualTo(2);
                    assertThat(barrier).hasToString("<Barrier [filling, waiters:2/3]>");
                    assertThat(barrier.statistics()).isEqualTo(new Barrier.Statistics(3, 2, false));
                    assertThat(barrier.waiters()).isEqualTo(scene.tasks);
                    party("c");
                    scene.join();
                    assertThat(scene.marks).containsExactly("c2", "c", "a0", "a", "b1", "b");
                    round();
                });
    }

    @Test
    void waitOn_whileDraining_waitsOutside() {
        scene.run(
                () -> {
                    List.of("a", "b", "c", "d", "e", "f").forEach(this::party);
                    turns(1);
                    assertThat(barrier).hasToString("<Barrier [draining, waiters:0/3]>");
                    scene.join();
                });

        assertThat(scene.marks)
                .containsExactly("c2", "c", "a0", "a", "b1", "b", "f2", "f", "d0", "d", "e1", "e");
    }

    @Test
    void waitOn_onlyParty_goesOnAtOnce() {
        Barrier one = new Barrier(1);

        scene.run(
                () -> {
                    assertThat(await(one.waitOn())).isZero();
                    assertThat(await(one.waitOn())).isZero();
                });
    }

    @Test
    void cancel_aParty_isReplacedByAnother() {
        scene.run(
                () -> {
                    Task<?> cancelled = party("a");
                    party("b");
                    turns(1);
                    cancelled.cancel();
                    turns(3);
                    assertThat(barrier.waiting()).isEqualTo(1);
                    party("c");
                    party("d");
                    scene.join();
                    round();
                });
    }

    @Test
    void reset_withParties_failsThemAndStartsAnew() {
        scene.run(
                () -> {
                    party("a");
                    party("b");
                    turns(1);
                    await(barrier.reset());
                    party("outside");
                    turns(1);
                    scene.tasks.getLast().cancel();
                    scene.join();
                    assertThat(scene.marks)
                            .containsExactly(
                                    "a BrokenBarrierError",
                                    "b BrokenBarrierError",
                                    "outside CancelledError");
                    round();
                });
    }

    @Test
    void reset_empty_changesNothing() {
        scene.run(
                () -> {
                    await(barrier.reset());
                    round();
                });
    }

    @Test
    void abort_failsAllUntilReset() {
        scene.run(
                () -> {
                    party("a");
                    turns(1);
                    await(barrier.abort());
                    scene.join();
                    assertThat(scene.marks).containsExactly("a BrokenBarrierError");
                    assertThat(barrier.isBroken()).isTrue();
                    assertThat(barrier).hasToString("<Barrier [broken]>");
                    assertThatExceptionOfType(BrokenBarrierError.class)
                            .isThrownBy(() -> await(barrier.waitOn()))
                            .withMessage("Barrier aborted");
                    await(barrier.reset());
                    assertThat(barrier.isBroken()).isFalse();
                    round();
                });
    }

    @Test
    void create_withoutParties_isRefused() {
        for (int parties : new int[] {0, -1}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new Barrier(parties))
                    .withMessage("parties must be > 0");
        }
        assertThat(barrier.parties()).isEqualTo(3);
    }
}
