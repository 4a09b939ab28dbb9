// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.durable;

import static dev.asyncio4j.Asyncio.async;
import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.Asyncio.createTask;
import static dev.asyncio4j.Asyncio.getRunningLoop;
import static dev.asyncio4j.Asyncio.shield;
import static dev.asyncio4j.Asyncio.timeout;

import dev.asyncio4j.AsyncContextManager;
import dev.asyncio4j.AsyncIterator;
import dev.asyncio4j.Coroutine;
import dev.asyncio4j.EventLoop;
import dev.asyncio4j.StopAsyncIteration;
import dev.asyncio4j.Task;
import dev.asyncio4j.TimeoutError;
import dev.asyncio4j.sync.ClosedResourceError;
import dev.asyncio4j.sync.Event;
import dev.asyncio4j.sync.Semaphore;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A queue whose messages outlive who takes them: each is delivered again until somebody says that
/// its work is done.
///
/// ```java
/// var orders = new DurableQueue<>(new MemoryBroker("orders"), Codec.utf8());
///
/// await(orders.put("tea"));
///
/// for (var delivery : awaitEach(orders)) {
///     handle(delivery.value());
///     await(delivery.ack());
/// }
/// ```
///
/// Another broker in the constructor is all that a program changes to have its messages kept beyond
/// its own life, and shared with other machines.
///
/// **At least once.** What was put is delivered, and delivered again, until it is acknowledged, or
/// goes to the dead letters. Some are delivered twice: when a consumer dies or takes too long, or
/// an acknowledgement is lost. So the work should not mind being done twice. Messages come in the
/// order in which they were put, but for those that come again.
///
/// **Back-pressure.** A queue takes no more than the prefetch of its options; who gets more before
/// settling some waits. Who puts waits until the broker has it.
///
/// **When the broker is away** everything waits and tries again, for as long as the options have
/// patience; then it fails with [BrokerUnavailable], and the next call tries anew.
///
/// It connects when it is first used, and belongs to the loop that does. **Thread** loop. **Like**
/// `asyncio.Queue`, where [Delivery#ack] is what `task_done` is there.
///
/// @param <T> a value
public final class DurableQueue<T>
        implements AsyncIterator<Delivery<T>>, AsyncContextManager<DurableQueue<T>> {

    /// How many puts may be under way; more wait, so that no client's buffers overflow.
    private static final int MAX_PUTS = 512;

    // set once
    private final Broker broker;
    private final Codec<T> codec;
    private final DurableOptions options;
    private final Patience patience;
    private final Link link;
    private final DeadLetters dead;
    private final Held<T> held;
    private final Intake<T> intake;
    private final Semaphore places = new Semaphore(MAX_PUTS);
    private final Event idle = new Event();
    private final Ids ids = new Ids();

    // loop only
    private @Nullable EventLoop loop;
    private int puts;
    private @Nullable ClosedResourceError closed; // from when it is closed
    private @Nullable Task<@Nullable Void> closing;

    /// What a queue is like at one moment.
    ///
    /// @param buffered how many messages it has that nobody has got yet
    /// @param held how many deliveries are not settled
    /// @param getters how many tasks wait for a message
    /// @param putters how many puts are under way
    /// @param isClosed whether it was closed
    public record Statistics(int buffered, int held, int getters, int putters, boolean isClosed) {}

    /// Creates a queue with the default options. **Thread** any.
    public DurableQueue(Broker broker, Codec<T> codec) {
        this(broker, codec, DurableOptions.defaults());
    }

    /// Creates a queue. **Suspends** never: nothing is connected yet. **Thread** any.
    public DurableQueue(Broker broker, Codec<T> codec, DurableOptions options) {
        this.broker = Objects.requireNonNull(broker, "broker");
        this.codec = Objects.requireNonNull(codec, "codec");
        this.options = Objects.requireNonNull(options, "options");
        this.patience = new Patience(options.patience(), broker.name());
        this.link = new Link(broker, options.visibility(), patience);
        this.dead = new DeadLetters(broker, options);
        this.held = new Held<>(broker.name(), options, dead, this::hasRoom);
        this.intake = new Intake<>(link, codec, options, dead, held);
    }

    /// Its name, which is that at the broker.
    public String name() {
        return broker.name();
    }

    // ---- putting

    /// Puts a value in. **Suspends** until the broker keeps it, and while the broker is away. **If
    /// cancelled** it is in it or not. **Like** `put`.
    ///
    /// If the broker goes away just then, it is put once more when it is back, so it can be in it
    /// twice, unless the broker notices. Awaiting it fails with [BrokerUnavailable] if the broker
    /// was away too long: then,
    /// too, it can be in it; with [ClosedResourceError] if the queue is closed; and with what the
    /// codec fails with.
    public Coroutine<@Nullable Void> put(T value) {
        Objects.requireNonNull(value, "value");
        return async(
                "put",
                () -> {
                    ensureOpen();
                    byte[] body = codec.encode(value);
                    puts++;
                    try {
                        await(places.use(() -> send(body)));
                    } finally {
                        puts--;
                        noteIdle();
                    }
                });
    }

    private void send(byte[] body) {
        String id = ids.next();
        patience.until(() -> link.open().put(body, id));
    }

    // ---- getting

    /// Takes the next message out. **Suspends** if there is none, or as many deliveries are held as
    /// the prefetch allows. **If cancelled** none is taken: what was on its way is there for the
    /// next. **Like** `get`.
    ///
    /// Awaiting it fails with [BrokerUnavailable] if the broker was away too long, and with
    /// [ClosedResourceError] if the queue is or meanwhile was closed.
    public Coroutine<Delivery<T>> get() {
        return async(
                "get",
                () -> {
                    ensureOpen();
                    return intake.get();
                });
    }

    /// [#get] for a `for`: ends when the queue is closed.
    @Override
    public Coroutine<Delivery<T>> next() {
        return async(
                "next",
                () -> {
                    try {
                        return await(get());
                    } catch (ClosedResourceError end) {
                        throw new StopAsyncIteration();
                    }
                });
    }

    private void hasRoom() {
        intake.fetchIfUseful();
        noteIdle();
    }

    /// The messages that nobody could handle, as bytes: a queue of its own, which does not give up
    /// on any. **Suspends** never. Close it by itself.
    public DurableQueue<byte[]> deadLetters() {
        return new DurableQueue<>(
                broker.deadLetters(), Codec.bytes(), options.withMaxDeliveries(0));
    }

    // ---- the end

    /// [#close(Duration)] with the limit of the options.
    public Coroutine<@Nullable Void> close() {
        return close(options.drain());
    }

    /// Ends it: from now on nothing is put or got, and who waits for a message fails. What is held
    /// can be settled for as long as `drain`, then it is given back; then it disconnects. What is
    /// in the broker stays there. Closing it twice does nothing more. **Suspends** until that is
    /// done. **If cancelled** it goes on nevertheless. **Like** `shutdown`, but what nobody has got
    /// yet is left for the next consumer.
    /// @param drain zero is not at all
    /// @throws IllegalArgumentException if `drain` is negative
    public Coroutine<@Nullable Void> close(Duration drain) {
        DurableOptions.notNegative("drain", drain);
        return async(
                "close",
                () -> {
                    ensureHere();
                    Task<@Nullable Void> task = closing;
                    if (task == null) {
                        closed = link.closedError();
                        task = createTask(async("close " + name(), () -> end(drain)));
                        closing = task;
                    }
                    await(shield(task));
                });
    }

    private void end(Duration drain) {
        try {
            intake.close(link.closedError());
            held.returnBuffer();
            noteIdle();
            awaitIdle(drain);
            held.returnHeld();
        } finally {
            dead.close();
            link.close();
        }
    }

    private void awaitIdle(Duration drain) {
        try {
            await(timeout(drain, () -> await(idle.waitOn())));
        } catch (TimeoutError over) {
            System.getLogger("asyncio")
                    .log(
                            Level.WARNING,
                            "{0} is closed with {1} deliveries that nobody has settled within {2};"
                                    + " they are given back",
                            name(),
                            held.held(),
                            drain);
        }
    }

    private void noteIdle() {
        if (closed != null && held.held() == 0 && puts == 0) {
            idle.set();
        }
    }

    private void ensureOpen() {
        ensureHere();
        if (closed != null) {
            throw link.closedError();
        }
    }

    private void ensureHere() {
        EventLoop here = getRunningLoop();
        if (loop == null) {
            loop = here;
        } else if (loop != here) {
            throw new IllegalStateException(
                    "queue '"
                            + name()
                            + "' belongs to another loop than the one that runs here; create one"
                            + " in each");
        }
    }

    // ---- a block

    @Override
    public Coroutine<DurableQueue<T>> enter() {
        return async("enter", () -> this);
    }

    /// Closes it.
    @Override
    public Coroutine<Boolean> exit(@Nullable Throwable failure) {
        return async(
                "exit",
                () -> {
                    await(close());
                    return false;
                });
    }

    /// What it is like now.
    public Statistics statistics() {
        return new Statistics(held.buffered(), held.held(), intake.waiters(), puts, closed != null);
    }

    /// `<DurableQueue 'orders' held=2 getters[1] closed>`.
    @Override
    public String toString() {
        return "<DurableQueue '"
                + name()
                + "'"
                + (held.buffered() == 0 ? "" : " buffered=" + held.buffered())
                + (held.held() == 0 ? "" : " held=" + held.held())
                + (intake.waiters() == 0 ? "" : " getters[" + intake.waiters() + "]")
                + (puts == 0 ? "" : " putters[" + puts + "]")
                + (closed == null ? "" : " closed")
                + ">";
    }
}
