// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.testing;

import static dev.asyncio4j.Asyncio.async;
import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.Asyncio.createTask;
import static dev.asyncio4j.Asyncio.currentTask;
import static dev.asyncio4j.Asyncio.gather;
import static dev.asyncio4j.Asyncio.getRunningLoop;
import static dev.asyncio4j.Asyncio.sleep;

import dev.asyncio4j.CancelledError;
import dev.asyncio4j.Coroutine;
import dev.asyncio4j.Future;
import dev.asyncio4j.Task;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Small programs, each with a bug that first in, first out does not show, and without it.
enum PlantedBugs {
    /// Looks, awaits, then acts on what it saw.
    CHECK_THEN_ACT {
        @Override
        Coroutine<?> program(boolean broken) {
            int[] balance = {100};
            return async(
                    () -> {
                        Task<?> first = createTask(withdraw(balance, broken, 0));
                        await(gather(first, createTask(withdraw(balance, broken, 1))));
                        check(balance[0] >= 0, "overdrawn: " + balance[0]);
                    });
        }

        private Coroutine<?> withdraw(int[] balance, boolean broken, int delays) {
            return async(
                    () -> {
                        turns(delays * 3);
                        if (balance[0] >= 80) {
                            if (broken) {
                                turns(1);
                            }
                            balance[0] -= 80;
                        }
                    });
        }
    },

    /// Adds to what it read before an await.
    LOST_UPDATE {
        @Override
        Coroutine<?> program(boolean broken) {
            int[] count = {0};
            return async(
                    () -> {
                        List<Task<?>> tasks = new ArrayList<>();
                        for (int i = 0; i < 3; i++) {
                            int delays = i * 4;
                            tasks.add(
                                    createTask(
                                            async(
                                                    () -> {
                                                        turns(delays);
                                                        int seen = count[0];
                                                        turns(1);
                                                        count[0] = (broken ? seen : count[0]) + 1;
                                                    })));
                        }
                        await(gather(tasks));
                        check(count[0] == 3, "lost an update: " + count[0]);
                    });
        }
    },

    /// Relies on being the first of two.
    WRITE_BEFORE_READ {
        @Override
        Coroutine<?> program(boolean broken) {
            String[] config = new String[1];
            return async(
                    () -> {
                        Task<?> writer = createTask(async(() -> config[0] = "ready"));
                        Task<?> reader =
                                createTask(
                                        async(
                                                () -> {
                                                    if (!broken) {
                                                        await(writer);
                                                    }
                                                    check(config[0] != null, "read too early");
                                                }));
                        await(gather(writer, reader));
                    });
        }
    },

    /// Signals before the other waits, and does not remember it.
    LOST_WAKE {
        @Override
        Coroutine<?> program(boolean broken) {
            PlantedParts.Event event = new PlantedParts.Event(broken);
            return async(
                    () -> {
                        Task<?> waiter = createTask(async(event::hold));
                        Task<?> setter =
                                createTask(
                                        async(
                                                () -> {
                                                    turns(1);
                                                    event.set();
                                                }));
                        await(gather(waiter, setter));
                    });
        }
    },

    /// A consumer that is cancelled after it was handed an item drops it.
    LOST_ITEM_ON_CANCEL {
        @Override
        Coroutine<?> program(boolean broken) {
            PlantedParts.Mailbox box = new PlantedParts.Mailbox(broken);
            List<Object> got = new ArrayList<>();
            return async(
                    () -> {
                        Task<?> first = createTask(async(() -> got.add(box.take())));
                        turns(1);
                        Task<?> producer = createTask(async(() -> box.put("item")));
                        Task<?> canceller =
                                createTask(
                                        async(
                                                () -> {
                                                    turns(4);
                                                    first.cancel();
                                                }));
                        await(gather(producer, canceller));
                        try {
                            await(first);
                        } catch (CancelledError expected) {
                            turns(1);
                        }
                        check(got.size() + box.items.size() == 1, "the item is gone");
                    });
        }
    },

    /// A waiter that is cancelled after it was handed the permit keeps it.
    PERMIT_LEAK_ON_CANCEL {
        @Override
        Coroutine<?> program(boolean broken) {
            PlantedParts.Gate gate = new PlantedParts.Gate(broken, false);
            return async(
                    () -> {
                        await(async(gate::acquire));
                        Task<?> waiter = createTask(async(() -> gate.hold(0)));
                        turns(1);
                        Task<?> releaser = createTask(async(gate::release));
                        Task<?> canceller =
                                createTask(
                                        async(
                                                () -> {
                                                    turns(3);
                                                    waiter.cancel();
                                                }));
                        await(gather(releaser, canceller));
                        try {
                            await(waiter);
                        } catch (CancelledError expected) {
                            turns(1);
                        }
                        await(async(() -> gate.hold(0)));
                    });
        }
    },

    /// Newcomers pass those who wait.
    BARGING {
        @Override
        Coroutine<?> program(boolean broken) {
            PlantedParts.Gate gate = new PlantedParts.Gate(false, broken);
            List<String> order = new ArrayList<>();
            return async(
                    () -> {
                        await(async(gate::acquire));
                        Task<?> old = createTask(taking(gate, "old", order, 0));
                        turns(1);
                        while (gate.waiters.isEmpty()) {
                            turns(1);
                        }
                        Task<?> young = createTask(taking(gate, "young", order, 4));
                        Task<?> releaser = createTask(async(gate::release));
                        await(gather(old, young, releaser));
                        check(order.getFirst().equals("old"), "the young one came first");
                    });
        }

        private Coroutine<?> taking(
                PlantedParts.Gate gate, String name, List<String> order, int delays) {
            return async(
                    () -> {
                        turns(delays);
                        gate.acquire();
                        order.add(name);
                        gate.release();
                    });
        }
    },

    /// Swallows its own cancellation and leaves the request counted.
    MISSED_UNCANCEL {
        @Override
        Coroutine<?> program(boolean broken) {
            return async(
                    () -> {
                        Task<?> worker =
                                createTask(
                                        async(
                                                () -> {
                                                    try {
                                                        turns(3);
                                                    } catch (CancelledError mine) {
                                                        if (!broken) {
                                                            currentTask().uncancel();
                                                        }
                                                    }
                                                    check(
                                                            currentTask().cancelling() == 0,
                                                            "still cancelling");
                                                }));
                        Task<?> canceller =
                                createTask(
                                        async(
                                                () -> {
                                                    turns(5);
                                                    worker.cancel();
                                                }));
                        await(gather(canceller, async(() -> PlantedBugs.tolerant(worker))));
                    });
        }
    },

    /// Two that see the same thing missing both make it.
    DOUBLE_STEP {
        @Override
        Coroutine<?> program(boolean broken) {
            @Nullable Future<?>[] started = new @Nullable Future<?>[1];
            int[] starts = {0};
            return async(
                    () -> {
                        Task<?> one = createTask(ensure(started, starts, broken, 0));
                        await(gather(one, createTask(ensure(started, starts, broken, 3))));
                        check(starts[0] == 1, "started " + starts[0] + " times");
                    });
        }

        private Coroutine<?> ensure(
                @Nullable Future<?>[] started, int[] starts, boolean broken, int delays) {
            return async(
                    () -> {
                        turns(delays);
                        if (started[0] == null) {
                            if (broken) {
                                turns(1);
                            }
                            started[0] = getRunningLoop().createFuture();
                            starts[0]++;
                        }
                    });
        }
    },

    /// Two locks taken in two orders.
    DEADLOCK {
        @Override
        Coroutine<?> program(boolean broken) {
            PlantedParts.Gate a = new PlantedParts.Gate(false, false);
            PlantedParts.Gate b = new PlantedParts.Gate(false, false);
            return async(
                    () -> {
                        Task<?> one = createTask(both(a, b, 0));
                        Task<?> two = createTask(both(broken ? b : a, broken ? a : b, 5));
                        await(gather(one, two));
                    });
        }

        private Coroutine<?> both(PlantedParts.Gate first, PlantedParts.Gate second, int delays) {
            return async(
                    () -> {
                        turns(delays);
                        first.acquire();
                        turns(1);
                        second.acquire();
                        second.release();
                        first.release();
                    });
        }
    },

    /// Relies on the order of two timers with the same deadline.
    EQUAL_TIMERS {
        @Override
        Coroutine<?> program(boolean broken) {
            List<String> order = new ArrayList<>();
            return async(
                    () -> {
                        Task<?> one = createTask(later(order, "one", 1));
                        Task<?> two = createTask(later(order, "two", broken ? 1 : 2));
                        await(gather(one, two));
                        check(order.equals(List.of("one", "two")), "order: " + order);
                    });
        }

        private Coroutine<?> later(List<String> order, String name, double delay) {
            return async(
                    () -> {
                        await(sleep(delay));
                        order.add(name);
                    });
        }
    };

    /// The program, made anew.
    abstract Coroutine<?> program(boolean broken);

    static void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }

    static void turns(int count) {
        for (int i = 0; i < count; i++) {
            await(sleep(0));
        }
    }

    private static void tolerant(Task<?> task) {
        try {
            await(task);
        } catch (CancelledError beforeItBegan) {
            turns(1);
        }
    }
}
