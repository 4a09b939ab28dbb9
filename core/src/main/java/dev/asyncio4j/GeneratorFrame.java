// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j;

import dev.asyncio4j.carrier.Passenger;
import dev.asyncio4j.carrier.Strand;
import dev.asyncio4j.carrier.Strands;
import dev.asyncio4j.context.Context;
import dev.asyncio4j.loop.LoopCore;
import dev.asyncio4j.text.Quoted;
import java.lang.ref.Cleaner;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The stack of a generator, which outlives the asks.
///
/// ```
///   CREATED --- ask --->  RUNNING  --- the code ends ---> ENDED
///                          |   ^
///                     emit |   | ask, throwInto, close
///                          v   |
///                        SUSPENDED
/// ```
///
/// **Idea.** A generator needs a strand, but no task: nobody schedules it. Who asks for an item
/// puts
/// the generator's strand in the place of its own (`LoopTask.strand`) and suspends; the task's step
/// sees that another strand is set and resumes it there and then. `emit` does the same the other
/// way round. So an item costs two switches and no turn. An await inside needs nothing special: it
/// suspends the task, whose strand is the generator's now, and the task's next step goes on there.
/// Generators that ask generators make a stack of strands, linked by `below`.
///
/// - **I1** While it runs, `asker` is the task it runs in, also for `currentTask` and for what the
///   code awaits; `below` is the strand that asked. Both are null otherwise.
/// - **I2** Nothing here refers to the [AsyncGenerator], nor does the code's stack: so that becomes
///   garbage when its users drop it, although the JDK holds the thread.
///
/// The errors and their order are CPython's `genobject.c`.
///
/// @param <T> the items
final class GeneratorFrame<T extends @Nullable Object>
        implements Emitter<T>, Passenger, LoopCore.OfLoop {

    private enum State {
        CREATED,
        SUSPENDED,
        RUNNING,
        ENDED
    }

    private static final String IGNORED = "async generator ignored GeneratorExit";

    // set once
    private final String name;

    // loop only
    private State state = State.CREATED;
    private boolean closed; // close() was awaited
    private Body.@Nullable InOfNothing<? super Emitter<T>> code; // null when it has ended
    private @Nullable Strand strand;
    private @Nullable LoopTask<?> asker;
    private @Nullable Strand below;
    private @Nullable Context context; // the asker's, at the last ask
    private @Nullable GeneratorValues values; // null unless thread-locals are carried
    private @Nullable Object passed; // in: what was sent; out: the item
    private @Nullable Throwable thrown; // in: what emit throws; out: what the code failed with
    private byte abandoned; // counts what it tries while the loop is closed; 0 before

    // set by the first ask
    private @Nullable EventLoop home; // the loop that closes it
    private Cleaner.@Nullable Cleanable cleanable;

    GeneratorFrame(@Nullable String name, Body.InOfNothing<? super Emitter<T>> code) {
        this.name = name == null ? Names.ofCode(code) : name;
        this.code = code;
    }

    /// The task in which a passenger's code runs.
    static @Nullable LoopTask<?> taskOf(@Nullable Passenger passenger) {
        if (passenger instanceof LoopTask<?> task) {
            return task;
        }
        return passenger instanceof GeneratorFrame<?> frame ? frame.task() : null;
    }

    private @Nullable LoopTask<?> task() {
        if (asker == null) {
            noteStray();
        }
        return asker;
    }

    // ---- asking: in the asker's strand

    /// Before the first ask: from now on the loop cares for its end.
    void begin(AsyncGenerator<T> generator) {
        if (home == null && state == State.CREATED) {
            EventLoop loop = Await.ensureInTask().loop;
            home = loop;
            cleanable = Garbage.CLEANER.register(generator, this::dropped);
            loop.generators().add(this);
        }
    }

    T ask(@Nullable Object value) {
        ensureNotRunning("anext()");
        if (state == State.ENDED) {
            throw new StopAsyncIteration();
        }
        if (state == State.CREATED && value != null) {
            throw new IllegalArgumentException(
                    "can't send non-null value to a just-started async generator");
        }
        return goOn(value, null);
    }

    @Nullable T throwInto(Throwable failure) {
        if (state == State.ENDED) {
            return null;
        }
        ensureNotRunning("athrow()");
        if (closed) {
            throw new StopAsyncIteration();
        }
        if (state == State.CREATED) {
            neverBegins();
            throw Sneaky.<RuntimeException>as(asFailure(failure));
        }
        return goOn(null, failure);
    }

    void close() {
        if (state == State.ENDED) {
            return;
        }
        ensureNotRunning("aclose()");
        if (closed) {
            throw new StopAsyncIteration();
        }
        closed = true;
        if (state == State.CREATED) {
            neverBegins();
            return;
        }
        try {
            goOn(null, new GeneratorExit());
        } catch (StopAsyncIteration | GeneratorExit expected) {
            return;
        }
        throw new IllegalStateException(IGNORED);
    }

    private void ensureNotRunning(String call) {
        if (state == State.RUNNING) {
            throw new IllegalStateException(call + ": asynchronous generator is already running");
        }
    }

    private void neverBegins() {
        code = null;
        end();
    }

    /// Lets the code run until it emits or ends.
    private T goOn(@Nullable Object value, @Nullable Throwable failure) {
        LoopTask<?> task = Await.ensureInTask();
        Strand asking = task.strand;
        if (asking == null) {
            throw new IllegalStateException(task + " is not running");
        }
        State before = state;
        Strand mine = strand;
        if (mine == null) {
            mine = Strands.create(this);
            strand = mine;
        }
        passed = value;
        thrown = failure;
        Context here = Context.current();
        values = here == context ? values : GeneratorValues.bring(values);
        context = here;
        asker = task;
        below = asking;
        state = State.RUNNING;
        task.strand = mine;
        try {
            asking.suspend();
        } catch (Throwable refused) { // this stack cannot be left
            leave(before);
            thrown = null;
            throw refused;
        }
        if (state == State.ENDED) {
            throw Sneaky.<RuntimeException>as(outcome(task, failure));
        }
        return takeItem();
    }

    @SuppressWarnings({"unchecked", "NullAway"}) // emit() put a T there
    private T takeItem() {
        Object item = passed;
        passed = null;
        return (T) item;
    }

    private Throwable outcome(LoopTask<?> task, @Nullable Throwable thrownIn) {
        Throwable failure = thrown;
        thrown = null;
        end();
        if (failure == null) {
            return new StopAsyncIteration();
        }
        if (failure != thrownIn) {
            AwaitTrace.append(failure, task);
        }
        return asFailure(failure);
    }

    private static Throwable asFailure(Throwable failure) {
        return failure instanceof StopAsyncIteration
                ? new IllegalStateException("async generator raised StopAsyncIteration", failure)
                : failure;
    }

    private void end() {
        state = State.ENDED;
        strand = null;
        context = null;
        Cleaner.Cleanable mine = cleanable;
        if (home != null && mine != null) {
            home.generators().remove(this);
            cleanable = null;
            mine.clean();
        }
    }

    /// Gives the task back to the strand below.
    private void leave(State next) {
        state = next;
        if (asker != null) {
            asker.strand = below;
        }
        asker = null;
        below = null;
    }

    // ---- the code: in the strand of its own

    /// Its context is the asker's, who goes on in it; see [GeneratorValues].
    @Override
    public Runnable body() {
        return this;
    }

    @Override
    public void run() {
        Body.InOfNothing<? super Emitter<T>> mine = code;
        code = null;
        GeneratorValues.unpack(values);
        try {
            if (mine != null) {
                mine.run(this);
            }
        } catch (Throwable failure) {
            thrown = failure;
        }
        GeneratorValues.leave(values);
        leave(State.ENDED);
    }

    @Override
    public @Nullable Object emit(T item) {
        LoopTask<?> task = asker;
        Strand under = below;
        Strand mine = strand;
        if (Passenger.current() != this || mine == null) {
            throw new IllegalStateException(
                    "emit outside the code of " + this + ": only the generator itself may emit");
        }
        if (task == null) {
            noteStray();
            throw new IllegalStateException(IGNORED);
        }
        passed = item;
        leave(State.SUSPENDED);
        try {
            mine.suspend();
        } catch (Throwable refused) { // this stack cannot be left
            passed = null;
            asker = task;
            below = under;
            task.strand = mine;
            state = State.RUNNING;
            throw refused;
        }
        GeneratorValues.unpack(values);
        Throwable failure = thrown;
        if (failure != null) {
            thrown = null;
            throw Sneaky.<RuntimeException>as(failure);
        }
        Object sent = passed;
        passed = null;
        return sent;
    }

    // ---- when nobody asks any more

    /// Its users have dropped it. **Thread** the cleaner's.
    private void dropped() {
        EventLoop loop = home;
        if (loop != null && state != State.ENDED) { // end() calls this too, by clean()
            Garbage.report(loop, this::closeInTask);
        }
    }

    private void closeInTask() {
        EventLoop loop = home;
        if (loop != null && loop.generators().remove(this) && !closed) {
            loop.createTask(closing());
        }
    }

    Coroutine<@Nullable Void> closing() {
        return new Coroutine<>("aclose", Body.of(this::close));
    }

    /// Runs the `finally` blocks when the loop is closed: no more awaits, no more items. On the
    /// loop's owner's thread.
    void abandon(EventLoop loop) {
        Strand mine = strand;
        if (state != State.SUSPENDED || mine == null) {
            return;
        }
        closed = true;
        abandoned = 1;
        thrown = new GeneratorExit();
        mine.resume();
        Throwable failure =
                abandoned == Byte.MAX_VALUE ? new IllegalStateException(IGNORED) : thrown;
        end();
        if (failure != null && !(failure instanceof GeneratorExit)) {
            Generators.report(loop, this, failure);
        }
    }

    /// Counts what the code tries while it is abandoned; code that catches everything stops here.
    private void noteStray() {
        Strand mine = strand;
        if (abandoned > 0 && mine != null && ++abandoned == Byte.MAX_VALUE) {
            mine.suspend(); // for good
        }
    }

    // ---- who it is

    String name() {
        return name;
    }

    @Override
    public @Nullable Strand strand() {
        return strand;
    }

    /// The strand that asked, and waits below this one.
    @Override
    public @Nullable Strand below() {
        return below;
    }

    @Override
    public Context context() {
        Context last = context;
        return last == null ? new Context() : last;
    }

    @Override
    public LoopCore loop() {
        EventLoop mine = asker == null ? home : asker.loop;
        if (mine == null) {
            throw new IllegalStateException(this + " has not begun");
        }
        return mine;
    }

    @Override
    public String toString() {
        return "<AsyncGenerator "
                + Quoted.plain(name)
                + " "
                + state.name().toLowerCase(Locale.ROOT)
                + ">";
    }
}
