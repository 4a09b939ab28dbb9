// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net.netty;

import dev.asyncio4j.EventLoop;
import dev.asyncio4j.context.Context;
import dev.asyncio4j.loop.Poller;
import dev.asyncio4j.loop.Ready;
import dev.asyncio4j.net.transport.Engine;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.IoHandlerContext;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A loop's network: the poller that waits for its sockets, and what they share.
///
/// **Order.** What coroutines and callbacks ask for (write, pause, close) is noted by the
/// transports,
/// which queue themselves in the outbox; [#poll] works it off before it waits, so that the writes
/// of a
/// turn to one connection become one system call. What has come from the network is noted while
/// polling, and handed to protocols in the turn.
///
/// - **I1** Netty's objects are touched on the loop's own thread only, never on a strand: their
///   thread-locals would multiply with the tasks. [#here] makes the detour.
/// - **I2** User code never runs inside [#poll].
/// - **I3** If working off the outbox has made something ready or set a timer, the wait that
/// follows
///   does not block, for its time-out was computed before.
///
/// **Waking.** Netty's handler ignores a wake-up that comes before it announces its wait, and asks
/// `canBlock` after it has; so `woken` is set first, and read there (Dekker's handshake, as in the
/// loop's inbox).
public final class NettyLoop implements Poller {

    private static final int READ_BYTES = 256 * 1024;
    private static final int WRITE_BYTES = 64 * 1024;
    private static final int MOST_LOOKS = 10;
    private static final long LONGEST_WAIT = TimeUnit.DAYS.toNanos(1);

    // set once
    private final EventLoop loop;
    private final Engines engines;
    private final LoopExecutor executor;
    private final Thread maker = Thread.currentThread();
    private final Waiting waiting = new Waiting();
    private final ByteBuf readBuffer = UnpooledByteBufAllocator.DEFAULT.directBuffer(READ_BYTES);
    private @Nullable Watcher watcher;

    // loop only
    private ByteBuf writeBuffer = UnpooledByteBufAllocator.DEFAULT.directBuffer(WRITE_BYTES);
    private boolean somethingNew; // I3
    private boolean interrupted;
    private boolean closed;

    // any thread
    private volatile boolean woken;

    /// What the handler asks while it waits.
    private final class Waiting implements IoHandlerContext {
        private long deadline;
        private boolean forever;
        private boolean mayBlock;

        void until(long timeoutNanos) {
            mayBlock = timeoutNanos > 0;
            forever = timeoutNanos >= LONGEST_WAIT;
            deadline = mayBlock && !forever ? System.nanoTime() + timeoutNanos : 0;
        }

        @Override
        public boolean canBlock() {
            return mayBlock && !woken && !executor.hasTasks();
        }

        @Override
        public long delayNanos(long now) {
            return forever ? LONGEST_WAIT : Math.max(0, deadline - now);
        }

        @Override
        public long deadlineNanos() {
            return forever ? -1 : deadline;
        }
    }

    private NettyLoop(EventLoop loop, Engines engines, LoopExecutor executor) {
        this.loop = loop;
        this.engines = engines;
        this.executor = executor;
    }

    /// One with `engines`, or where the system refuses that, with the next best.
    private static NettyLoop start(EventLoop loop, Engines engines) {
        try {
            return new NettyLoop(loop, engines, new LoopExecutor(loop, engines.handlers()));
        } catch (RuntimeException | LinkageError refused) {
            if (engines.engine() == Engine.NIO) {
                throw refused;
            }
            return start(loop, engines.instead(refused));
        }
    }

    /// The network of `loop`; made with the first call. **Thread** loop.
    /// @throws IllegalStateException if the loop's poller does not allow one
    public static NettyLoop of(EventLoop loop) {
        return loop.local(NettyLoop.class, () -> open(loop, wished()));
    }

    /// [#of(EventLoop)], with this engine.
    /// @throws IllegalStateException if the loop has a network with another one
    public static NettyLoop of(EventLoop loop, Engine engine) {
        NettyLoop net = loop.local(NettyLoop.class, () -> open(loop, engine));
        if (engine != Engine.AUTO && net.engine() != engine && net.engines.wished() != engine) {
            throw new IllegalStateException(
                    "the loop has a network already, with "
                            + net.reason()
                            + "; choose before the first network call");
        }
        return net;
    }

    private static Engine wished() {
        return Engine.named(System.getProperty("asyncio4j.transport", "auto"));
    }

    private static NettyLoop open(EventLoop loop, Engine wish) {
        return onLoopThread(
                loop,
                () -> {
                    NettyLoop net = start(loop, Engines.choose(wish));
                    try {
                        loop.adoptPoller(net);
                    } catch (RuntimeException refused) {
                        net.close();
                        throw refused;
                    }
                    return net;
                });
    }

    /// The loop.
    public EventLoop loop() {
        return loop;
    }

    /// What was chosen.
    public Engine engine() {
        return engines.engine();
    }

    /// Why, as a sentence.
    public String reason() {
        return engines.reason();
    }

    Engines engines() {
        return engines;
    }

    LoopExecutor executor() {
        return executor;
    }

    /// The buffer that all plain connections read into, one at a time.
    ByteBuf readBuffer() {
        return readBuffer;
    }

    /// The readiness of channels that are not Netty's.
    public Watcher watcher() {
        Watcher known = watcher;
        if (known == null) {
            known = new Watcher(loop);
            watcher = known;
        }
        return known;
    }

    // ---- for transports

    /// Makes `step` ready, be it in the turn or while polling.
    void ready(Ready step) {
        somethingNew = true;
        loop.makeReady(step);
    }

    /// Tells that a future was completed or a timer set while polling (I3).
    void noteNews() {
        somethingNew = true;
    }

    /// Calls `callback` in the turn, be it asked for in the turn or while polling.
    void callSoon(Context context, Runnable callback) {
        somethingNew = true;
        loop.callSoon(context, callback);
    }

    /// Lets `errand` run on the loop's own thread before the next poll.
    void outbox(Runnable errand) {
        executor.execute(errand);
    }

    /// Runs `errand` on the loop's own thread now (I1), and gives what it gives.
    <T extends @Nullable Object> T here(Supplier<T> errand) {
        return Thread.currentThread() == executor.thread
                ? errand.get()
                : onLoopThread(loop, errand);
    }

    private static <T extends @Nullable Object> T onLoopThread(EventLoop loop, Supplier<T> errand) {
        Errand<T> made = new Errand<>(errand);
        loop.detour(made);
        return made.outcome();
    }

    /// An errand whose outcome, be it a failure, comes back.
    private static final class Errand<T extends @Nullable Object> implements Runnable {
        private final Supplier<T> errand;
        private @Nullable T value;
        private @Nullable Throwable failure;

        Errand(Supplier<T> errand) {
            this.errand = errand;
        }

        @Override
        public void run() {
            try {
                value = errand.get();
            } catch (Throwable thrown) {
                failure = thrown;
            }
        }

        @SuppressWarnings("NullAway") // run() has set it, if T has no null
        T outcome() {
            if (failure != null) {
                throw Causes.<RuntimeException>sneak(failure);
            }
            return value;
        }
    }

    /// Writes all of `outgoing` that fits into one buffer; gives its future. On the loop's thread.
    io.netty.channel.ChannelFuture write(Channel channel, Outgoing outgoing, int most) {
        int count = Math.min(most, WRITE_BYTES);
        ByteBuf buffer = writeBuffer.clear();
        outgoing.moveTo(buffer, count);
        io.netty.channel.ChannelPromise promise = channel.newPromise();
        channel.unsafe().write(buffer.retain(), promise);
        channel.unsafe().flush();
        if (buffer.refCnt() > 1) { // not sent yet: it is the channel's now
            buffer.release();
            writeBuffer = channel.alloc().directBuffer(WRITE_BYTES, WRITE_BYTES);
        }
        return promise;
    }

    // ---- polling

    @Override
    public void attach(Thread loopThread) {
        if (engine() == Engine.IO_URING && loopThread != maker) {
            throw new IllegalStateException(
                    "the loop has a ring, which belongs to "
                            + maker
                            + "; run the loop there, or choose another engine");
        }
        executor.thread = loopThread;
        interrupted = Thread.interrupted(); // else a selector would return at once, for ever
    }

    /// Sends what the last turn has left.
    @Override
    public void detach() {
        executor.runTasks();
        executor.thread = null;
        if (interrupted) {
            interrupted = false;
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void poll(long timeoutNanos) {
        somethingNew = false;
        boolean expected = expectsEvents();
        executor.runTasks();
        somethingNew |= expected && !expectsEvents(); // all is closed: does it wait in vain?
        waiting.until(somethingNew ? 0 : timeoutNanos);
        executor.handler.run(waiting);
        woken = false;
        interrupted |= Thread.interrupted();
    }

    /// Closes a listening channel so that nobody can connect when this returns: a selector keeps
    /// the
    /// socket open until it looks again, and a ring until the system has taken its accept back.
    /// Looking only makes ready. On the loop's own thread.
    void closeListening(Channel channel) {
        Streams.close(channel);
        boolean ends = engine() == Engine.NIO || engine() == Engine.IO_URING;
        for (int looks = 0; ends && looks < MOST_LOOKS; looks++) {
            waiting.until(0);
            executor.handler.run(waiting);
            ends = !channel.closeFuture().isDone();
        }
    }

    /// Whether a channel is open, be it idle: its other side may do something. Where none is, only
    /// timers and other threads can end the wait. Of names that are asked for, their timers tell.
    @Override
    public boolean expectsEvents() {
        return executor.hasChannels()
                || executor.hasTasks()
                || (watcher != null && watcher.isWatching());
    }

    @Override
    public void wakeup() {
        woken = true;
        executor.handler.wakeup();
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        if (watcher != null) {
            watcher.close();
        }
        executor.end();
        readBuffer.release();
        writeBuffer.release();
    }

    /// `<NettyLoop epoll>`.
    @Override
    public String toString() {
        return "<NettyLoop " + engine() + ">";
    }
}
