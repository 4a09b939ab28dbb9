// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.sync;

import static dev.asyncio4j.Asyncio.async;
import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.Asyncio.createTask;
import static org.assertj.core.api.Assertions.assertThat;

import dev.asyncio4j.Awaitable;
import dev.asyncio4j.Task;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// How many turns of the loop pass between an await and its end: as many as in CPython.
class SyncTurnsTest {
    private final Scene scene = new Scene();
    private int turn;

    @AfterEach
    void close() {
        scene.close();
    }

    private void countTurns() {
        turn++;
        scene.loop.callSoon(this::countTurns);
    }

    private int turnsOf(Awaitable<?> awaitable) {
        int before = turn;
        await(awaitable);
        return turn - before;
    }

    @Test
    void uncontended_noTurn() {
        Lock lock = new Lock();
        Semaphore semaphore = new Semaphore(1);
        Event event = new Event();
        event.set();
        Queue<Integer> queue = new Queue<>(1);
        scene.run(
                () -> {
                    countTurns();
                    assertThat(turnsOf(lock.acquire())).isZero();
                    assertThat(turnsOf(semaphore.acquire())).isZero();
                    assertThat(turnsOf(event.waitOn())).isZero();
                    assertThat(turnsOf(queue.put(1))).isZero();
                    assertThat(turnsOf(queue.get())).isZero();
                    assertThat(turnsOf(new Queue<>().join())).isZero();
                    assertThat(turnsOf(new Barrier(1).waitOn())).isZero();
                });
    }

    @Test
    void wakeUp_oneTurnAndTwoForAJoiner() {
        Lock lock = new Lock();
        Event event = new Event();
        Semaphore semaphore = new Semaphore(0);
        Queue<Integer> queue = new Queue<>();
        int[] resumed = new int[4];
        scene.run(
                () -> {
                    await(lock.acquire());
                    Task<?>[] tasks = {
                        createTask(async(() -> resumed[0] = wait(event.waitOn()))),
                        createTask(async(() -> resumed[1] = wait(lock.acquire()))),
                        createTask(async(() -> resumed[2] = wait(semaphore.acquire()))),
                        createTask(async(() -> resumed[3] = wait(queue.get())))
                    };
                    Scene.turns(1);
                    countTurns();
                    Scene.turns(1);
                    int before = turn;
                    event.set();
                    lock.release();
                    semaphore.release();
                    queue.putNoWait(1);
                    await(tasks[0]);
                    assertThat(turn - before).isEqualTo(2);
                    for (int each : resumed) {
                        assertThat(each - before).isEqualTo(1);
                    }
                });
    }

    private int wait(Awaitable<?> awaitable) {
        await(awaitable);
        return turn;
    }
}
