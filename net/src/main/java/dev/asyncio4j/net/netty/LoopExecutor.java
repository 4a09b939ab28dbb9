// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net.netty;

import dev.asyncio4j.EventLoop;
import dev.asyncio4j.context.Context;
import dev.asyncio4j.loop.Fault;
import dev.asyncio4j.loop.LoopCore;
import dev.asyncio4j.loop.Seconds;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelPromise;
import io.netty.channel.DefaultChannelPromise;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.util.concurrent.AbstractEventExecutor;
import io.netty.util.concurrent.DefaultPromise;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.GlobalEventExecutor;
import io.netty.util.concurrent.Promise;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// What Netty takes for its event loop: our loop, in Netty's words.
///
/// **Why not `ManualIoEventLoop`?** It belongs to one thread for ever, whereas a loop of ours may
/// run
/// on another thread each time, and a coroutine's thread is its strand. Here "in the event loop"
/// means:
/// the thread that runs the loop now, or a strand of it. See docs/adr.
///
/// Netty's tasks wait in a plain queue that the poller works off. Those from other threads come as
/// letters, and Netty's time-outs are timers of the loop.
final class LoopExecutor extends AbstractEventExecutor implements IoEventLoop {

    // set once
    private final EventLoop loop;
    private final Context context = Context.copyCurrent();
    private final Promise<?> terminated = new DefaultPromise<Void>(GlobalEventExecutor.INSTANCE);
    final IoHandler handler;

    // loop only
    private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();
    private int open; // channels that were taken on
    private boolean closed;

    // written by the loop's thread; another thread can only find one here that it is not
    @Nullable Thread thread;

    LoopExecutor(EventLoop loop, IoHandlerFactory factory) {
        this.loop = loop;
        this.thread = Thread.currentThread();
        this.handler = factory.newHandler(this);
        try {
            handler.initialize();
        } catch (Throwable refused) {
            handler.destroy();
            throw refused;
        }
    }

    // ---- tasks

    @Override
    public boolean inEventLoop(Thread asked) {
        return asked == thread || (asked == Thread.currentThread() && LoopCore.current() == loop);
    }

    @Override
    public void execute(Runnable task) {
        Objects.requireNonNull(task, "task");
        if (inEventLoop()) {
            tasks.add(task);
            return;
        }
        try {
            loop.callSoonThreadsafe(context, task);
        } catch (IllegalStateException refused) {
            throw new RejectedExecutionException("the event loop is closed", refused);
        }
    }

    boolean hasTasks() {
        return !tasks.isEmpty();
    }

    /// Runs the tasks that wait now.
    void runTasks() {
        for (int left = tasks.size(); left > 0; left--) {
            Runnable task = tasks.poll();
            if (task != null) {
                work(task);
            }
        }
    }

    private void work(Runnable task) {
        try {
            task.run();
        } catch (Throwable failure) {
            Runnable report =
                    () ->
                            loop.callExceptionHandler(
                                    Fault.of("Exception in an errand to the network")
                                            .withException(failure));
            try {
                loop.callSoonThreadsafe(context, report); // in the turn, for it is the user's code
            } catch (IllegalStateException loopIsClosed) {
                safeExecute(
                        () -> {
                            throw Causes.<RuntimeException>sneak(failure);
                        });
            }
        }
    }

    // ---- timers

    @Override
    public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
        return schedule(Executors.callable(task), delay, unit);
    }

    @Override
    public <V> ScheduledFuture<V> schedule(Callable<V> task, long delay, TimeUnit unit) {
        long due = Seconds.plus(loop.nanos(), unit.toNanos(Math.max(0, delay)));
        LoopTimer<V> timer = new LoopTimer<>(this, task, due);
        if (inEventLoop()) {
            timer.keptBy(loop.callAtNanos(due, context, timer));
        } else {
            execute(() -> timer.keptBy(loop.callAtNanos(due, context, timer)));
        }
        return timer;
    }

    // ---- registering

    @Override
    public Future<IoRegistration> register(IoHandle handle) {
        Promise<IoRegistration> promise = newPromise();
        if (inEventLoop()) {
            registerHere(handle, promise);
        } else {
            execute(() -> registerHere(handle, promise));
        }
        return promise;
    }

    private void registerHere(IoHandle handle, Promise<IoRegistration> promise) {
        try {
            IoRegistration made = handler.register(handle);
            promise.setSuccess(
                    handle instanceof EpollIoHandle ? new StayingRegistration(made) : made);
        } catch (Exception refused) {
            promise.setFailure(refused);
        }
    }

    /// Takes a channel on.
    ChannelFuture take(Channel channel) {
        open++;
        channel.closeFuture().addListener(closing -> open--);
        ChannelPromise promise = new DefaultChannelPromise(channel, this);
        channel.unsafe().register(this, promise);
        return promise;
    }

    /// Whether a channel that was taken on is open.
    boolean hasChannels() {
        return open > 0;
    }

    @Override
    @Deprecated
    public ChannelFuture register(Channel channel) {
        return register(new DefaultChannelPromise(channel, this));
    }

    @Override
    @Deprecated
    public ChannelFuture register(ChannelPromise promise) {
        return register(promise.channel(), promise);
    }

    @Override
    @Deprecated
    public ChannelFuture register(Channel channel, ChannelPromise promise) {
        channel.unsafe().register(this, promise);
        return promise;
    }

    @Override
    public boolean isCompatible(Class<? extends IoHandle> type) {
        return handler.isCompatible(type);
    }

    @Override
    public boolean isIoType(Class<? extends IoHandler> type) {
        return handler.getClass().equals(type);
    }

    @Override
    public IoEventLoop next() {
        return this;
    }

    @Override
    public @Nullable IoEventLoopGroup parent() {
        return null;
    }

    // ---- its end, which is the loop's

    /// Closes all channels and the handler.
    void end() {
        thread = Thread.currentThread();
        handler.prepareToDestroy();
        while (hasTasks()) {
            runTasks();
        }
        closed = true;
        handler.destroy();
        terminated.setSuccess(null);
    }

    /// Netty may not end what it does not own: the loop's close does.
    @Override
    public Future<?> shutdownGracefully(long quietPeriod, long timeout, TimeUnit unit) {
        return terminated;
    }

    @Override
    @Deprecated
    public void shutdown() {
        throw new UnsupportedOperationException("close the event loop instead");
    }

    @Override
    public Future<?> terminationFuture() {
        return terminated;
    }

    @Override
    public boolean isShuttingDown() {
        return closed;
    }

    @Override
    public boolean isShutdown() {
        return closed;
    }

    @Override
    public boolean isTerminated() {
        return closed;
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
        return terminated.await(timeout, unit);
    }
}
