// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.console.record;

import dev.asyncio4j.Coroutine;
import dev.asyncio4j.DeadlockError;
import dev.asyncio4j.EventLoop;
import dev.asyncio4j.Future;
import dev.asyncio4j.Task;
import dev.asyncio4j.WaitPoint;
import dev.asyncio4j.loop.Columns;
import dev.asyncio4j.loop.Ready;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// One look at a loop's whiteboard, taken by the loop itself: in slices of a millisecond, one a
/// turn, or in one go while the gate holds it.
///
/// All tasks are counted, by what they do; of 240 there is a card each. If there are more, those
/// are
/// shown that are ready, that others wait for, and of the rest each n-th. **Thread** loop.
final class Look implements Runnable {

    static final int CARDS = 240;

    private static final int TASKS = 10_000; // looked at; the oldest
    private static final int READY = 80;
    private static final int CROWDS = 200; // told apart
    private static final int WAITERS = 40; // named at a place
    private static final int TIMERS = 20_000; // searched for the ends of sleeps
    private static final long SLICE = 1_000_000;

    // set once
    private final EventLoop loop;
    private final Numbers numbers;
    private final boolean inSlices;
    private final CompletableFuture<Snapshot> answer = new CompletableFuture<>();

    private @Nullable List<Task<?>> tasks;
    private int next;
    private long spent; // nanoseconds of the loop's time
    private int ready;
    private final Map<CrowdKey, int[]> crowds = new LinkedHashMap<>();
    private final IdentityHashMap<WaitPoint, Waiting> places = new IdentityHashMap<>();
    private final Set<Task<?>> owing = Collections.newSetFromMap(new IdentityHashMap<>());

    private @Nullable List<Task<?>> shown;
    private int cardsTried;
    private int fresh = 20; // looked at whether they have begun, which takes a stack
    private final List<Snapshot.Card> cards = new ArrayList<>();
    private final IdentityHashMap<Object, Long> dues = new IdentityHashMap<>();

    private record CrowdKey(@Nullable String code, String what) {}

    private static final class Waiting {
        final List<Task<?>> first = new ArrayList<>();
        int count;
    }

    /// @param inSlices false if the loop stands still anyway
    Look(EventLoop loop, Numbers numbers, boolean inSlices) {
        this.loop = loop;
        this.numbers = numbers;
        this.inSlices = inSlices;
    }

    /// What it has found. **Thread** any.
    CompletableFuture<Snapshot> answer() {
        return answer;
    }

    /// How much of the loop's time it took; when it has answered. **Thread** any.
    long spent() {
        return spent;
    }

    @Override
    public void run() {
        long begin = System.nanoTime();
        try {
            if (count(begin) && makeCards(begin)) {
                Snapshot snapshot = snapshot();
                spent += System.nanoTime() - begin;
                answer.complete(snapshot);
            } else {
                spent += System.nanoTime() - begin;
                loop.lookSoon(this);
            }
        } catch (RuntimeException failure) {
            answer.completeExceptionally(failure);
        }
    }

    private boolean isOver(int done, int all, long begin) {
        return inSlices && done < all && done % 8 == 0 && System.nanoTime() - begin > SLICE;
    }

    private boolean count(long begin) {
        List<Task<?>> all = tasks;
        if (all == null) {
            all = loop.allTasks(TASKS);
            tasks = all;
        }
        while (next < all.size()) {
            Task<?> task = all.get(next++);
            if (!task.isDone()) {
                count(task);
            }
            if (isOver(next, all.size(), begin)) {
                return false;
            }
        }
        return true;
    }

    private void count(Task<?> task) {
        Future<?> awaited = task.waitingOn();
        Coroutine<?> code = task.coroutine();
        if (awaited == null || awaited.isDone()) {
            ready += task == loop.runningStep() ? 0 : 1;
            crowd(code, "is ready");
            return;
        }
        WaitPoint point = awaited.waitPoint();
        if (point != null && isPlace(point)) {
            Waiting waiting = places.computeIfAbsent(point, fresh -> new Waiting());
            waiting.count++;
            if (waiting.first.size() < WAITERS) {
                waiting.first.add(task);
            }
            if (waiting.count == 1) {
                point.owedBy().forEach(this::owes);
            }
            crowd(code, waiting.count > 1 && crowds.size() > 50 ? "waits" : point.what());
        } else if (awaited instanceof Task<?> other) {
            owes(other);
            crowd(code, "another task");
        } else {
            crowd(code, point == null ? "a future" : isOfTasks(point) ? "tasks" : crowd(point));
        }
    }

    /// What many wait for who wait for the like.
    private static String crowd(WaitPoint point) {
        String crowd = point.crowd();
        return crowd == null ? point.what() : crowd;
    }

    private void crowd(@Nullable Coroutine<?> code, String what) {
        CrowdKey key = new CrowdKey(code == null ? null : code.name(), what);
        if (crowds.size() >= CROWDS && !crowds.containsKey(key)) {
            key = new CrowdKey(null, "others");
        }
        crowds.computeIfAbsent(key, fresh -> new int[1])[0]++;
    }

    private void owes(Future<?> future) {
        if (future instanceof Task<?> task && owing.size() < CARDS / 4) {
            owing.add(task);
        }
    }

    /// A lock, a queue, a socket: not the time, a thread, or the end of other tasks.
    private static boolean isPlace(WaitPoint point) {
        return point.crowd() == null
                && !point.getClass().getPackageName().equals(Task.class.getPackageName());
    }

    private static boolean isOfTasks(WaitPoint point) {
        return !point.owedBy().isEmpty();
    }

    private Snapshot snapshot() {
        Columns columns = loop.columns();
        List<Task<?>> all = Objects.requireNonNullElse(tasks, List.of());
        numbers.sweep(all);
        boolean silent =
                columns.readyCount() == 0
                        && columns.timerCount() == 0
                        && loop.runningStep() instanceof Task == false
                        && loop.rest().expectsNothing()
                        && ready == 0
                        && !all.isEmpty();
        return new Snapshot(
                loop.nanos(),
                loop.taskCount(),
                ready,
                columns.timerCount(),
                cards,
                sortedCrowds(),
                places(),
                silent,
                silent ? DeadlockError.of(loop).getMessage() : null);
    }

    /// Those of whom there is a card: what is ready, in its order, then the others by age.
    private Set<Task<?>> shown(List<Task<?>> all, Columns columns) {
        Set<Task<?>> shown = new LinkedHashSet<>();
        if (loop.runningStep() instanceof Task<?> running && !running.isDone()) {
            shown.add(running);
        }
        for (int i = 0; i < Math.min(READY, columns.readyCount()); i++) {
            Ready step = columns.ready(i);
            if (step instanceof Task<?> task && !task.isDone()) {
                shown.add(task);
            }
        }
        int room = Math.max(1, CARDS - shown.size() - owing.size());
        for (int i = 0; i < all.size(); i++) {
            Task<?> task = all.get(i);
            boolean isNth = (long) i * room / all.size() != (i - 1L) * room / all.size() || i == 0;
            if ((all.size() <= room || isNth || owing.contains(task)) && !task.isDone()) {
                shown.add(task);
            }
        }
        return shown;
    }

    private boolean makeCards(long begin) {
        List<Task<?>> all = shown;
        if (all == null) {
            Columns columns = loop.columns();
            all = List.copyOf(shown(Objects.requireNonNullElse(tasks, List.of()), columns));
            shown = all;
            findDues(all, columns);
        }
        while (cardsTried < all.size()) {
            Task<?> task = all.get(cardsTried++);
            if (!task.isDone()) {
                cards.add(card(task));
            }
            if (isOver(cardsTried, all.size(), begin)) {
                return false;
            }
        }
        return true;
    }

    private Snapshot.Card card(Task<?> task) {
        Future<?> awaited = task.waitingOn();
        boolean waits = awaited != null && !awaited.isDone();
        Snapshot.State state = Snapshot.State.WAITING;
        if (task == loop.runningStep()) {
            state = Snapshot.State.RUNNING;
        } else if (!waits) {
            boolean isNew = fresh-- > 0 && task.state() == Task.State.CREATED;
            state = isNew ? Snapshot.State.NEW : Snapshot.State.READY;
        }
        return card(task, waits ? awaited : null, state);
    }

    private Snapshot.Card card(Task<?> task, @Nullable Future<?> awaited, Snapshot.State state) {
        Coroutine<?> code = task.coroutine();
        WaitPoint point = awaited == null ? null : awaited.waitPoint();
        return new Snapshot.Card(
                numbers.of(task),
                task,
                awaited,
                task.name(),
                code == null ? null : code.name(),
                state,
                awaited == null ? null : Recorder.what(awaited),
                point != null && isPlace(point) ? numbers.of(point) : 0,
                awaited == null ? 0 : waited(task),
                awaited == null ? -1 : dues.getOrDefault(awaited, -1L),
                awaited instanceof Task<?> other
                        ? List.of(numbers.of(other))
                        : point == null ? List.of() : numbersOf(point.owedBy(), 20));
    }

    /// The loop's stamp may be as old as its turn, and our note as old as the last picture that had
    /// room for the task: the later is right.
    private long waited(Task<?> task) {
        long told = task.waited().toNanos();
        long since = numbers.since(task);
        return since < 0 ? told : Math.min(told, Math.max(0, loop.nanos() - since));
    }

    private List<Integer> numbersOf(List<? extends Future<?>> futures, int limit) {
        List<Integer> found = new ArrayList<>();
        for (Future<?> each : futures) {
            if (each instanceof Task && !each.isDone() && found.size() < limit) {
                found.add(numbers.of(each));
            }
        }
        return found;
    }

    /// When the sleeps of those end who sleep: a timer calls the very future that a sleeper awaits.
    private void findDues(List<Task<?>> sleepers, Columns columns) {
        if (columns.timerCount() <= TIMERS) {
            Set<Object> wanted = Collections.newSetFromMap(new IdentityHashMap<>());
            sleepers.forEach(task -> wanted.add(task.waitingOn()));
            columns.eachTimer(
                    (callback, due) -> {
                        if (wanted.contains(callback)) {
                            dues.put(callback, due);
                        }
                    });
        }
    }

    private List<Snapshot.Crowd> sortedCrowds() {
        Map<CrowdKey, int[]> found = new HashMap<>(crowds);
        return found.entrySet().stream()
                .map(e -> new Snapshot.Crowd(e.getKey().code, e.getKey().what, e.getValue()[0]))
                .sorted((a, b) -> Integer.compare(b.count(), a.count()))
                .limit(12)
                .toList();
    }

    private List<Snapshot.Place> places() {
        List<Snapshot.Place> found = new ArrayList<>();
        places.forEach(
                (point, waiting) ->
                        found.add(
                                new Snapshot.Place(
                                        numbers.of(point),
                                        point.what(),
                                        numbersOf(point.owedBy(), 20),
                                        numbersOf(waiting.first, WAITERS),
                                        waiting.count)));
        found.sort((a, b) -> Integer.compare(a.number(), b.number()));
        return found.size() > 60 ? List.copyOf(found.subList(0, 60)) : found;
    }
}
