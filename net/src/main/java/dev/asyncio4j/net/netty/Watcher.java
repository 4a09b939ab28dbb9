// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net.netty;

import dev.asyncio4j.EventLoop;
import dev.asyncio4j.context.Context;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/// Who watches the JDK's channels: sockets and pipes that a program has made itself. They cannot be
/// put
/// into epoll, so a thread of its own waits for them with a selector, and posts to the loop what is
/// ready.
///
/// A channel is watched level-triggered, as asyncio's `add_reader`: what is ready is not looked at
/// again
/// until the callback has run in the turn, and then it is. The thread begins with the first
/// channel.
/// **Thread** loop, but for [#run()].
public final class Watcher implements AutoCloseable, Runnable {

    // set once
    private final EventLoop loop;
    private final Selector selector;

    // loop only
    private final Map<SelectableChannel, Watched> watched = new HashMap<>();
    private boolean started;

    // any thread
    private final Queue<Watched> changed = new ConcurrentLinkedQueue<>();
    private volatile boolean closed;

    /// The callbacks of one channel.
    private static final class Watched {
        final SelectableChannel channel;
        @Nullable Callback reader; // loop only
        @Nullable Callback writer; // loop only
        volatile int wanted; // the operations the thread is to wait for
        volatile boolean posted; // a letter is on its way: set by the thread, cleared in the turn

        Watched(SelectableChannel channel) {
            this.channel = channel;
        }
    }

    private record Callback(Context context, Runnable code) {}

    Watcher(EventLoop loop) {
        this.loop = loop;
        try {
            this.selector = Selector.open();
        } catch (IOException refused) {
            throw new UncheckedIOException(refused);
        }
    }

    /// Calls `code` in each turn in which `channel` can be read (or accepted from), until that is
    /// taken
    /// back. Replaces what was set before.
    /// @throws ClosedChannelException if the channel is closed
    public void addReader(SelectableChannel channel, Runnable code) throws ClosedChannelException {
        watch(channel).reader = new Callback(Context.copyCurrent(), code);
        change(channel);
    }

    /// [#addReader], for writing (or the end of connecting).
    /// @throws ClosedChannelException if the channel is closed
    public void addWriter(SelectableChannel channel, Runnable code) throws ClosedChannelException {
        watch(channel).writer = new Callback(Context.copyCurrent(), code);
        change(channel);
    }

    /// Takes the reader back.
    /// @return whether there was one
    public boolean removeReader(SelectableChannel channel) {
        Watched known = watched.get(channel);
        if (known == null || known.reader == null) {
            return false;
        }
        known.reader = null;
        change(channel);
        return true;
    }

    /// Takes the writer back.
    /// @return whether there was one
    public boolean removeWriter(SelectableChannel channel) {
        Watched known = watched.get(channel);
        if (known == null || known.writer == null) {
            return false;
        }
        known.writer = null;
        change(channel);
        return true;
    }

    /// Whether it watches a channel.
    boolean isWatching() {
        return !watched.isEmpty();
    }

    private Watched watch(SelectableChannel channel) throws ClosedChannelException {
        if (!channel.isOpen()) {
            throw new ClosedChannelException();
        }
        if (channel.isBlocking()) {
            throw new IllegalArgumentException(
                    "channel: " + channel + " (expected: configureBlocking(false))");
        }
        if (!started) {
            started = true;
            Thread.ofPlatform().daemon().name("asyncio-watcher").start(this);
        }
        return watched.computeIfAbsent(channel, Watched::new);
    }

    private void change(SelectableChannel channel) {
        Watched known = watched.get(channel);
        if (known == null) {
            return;
        }
        int reading = SelectionKey.OP_READ | SelectionKey.OP_ACCEPT;
        int writing = SelectionKey.OP_WRITE | SelectionKey.OP_CONNECT;
        int wanted = (known.reader == null ? 0 : reading) | (known.writer == null ? 0 : writing);
        if (known.reader == null && known.writer == null) {
            watched.remove(channel);
        }
        known.wanted = wanted & valid(channel);
        pass(known);
    }

    /// A socket can either be connecting or write; the selector wants to know which.
    private static int valid(SelectableChannel channel) {
        int valid = channel.validOps();
        return channel instanceof java.nio.channels.SocketChannel socket && socket.isConnected()
                ? valid & ~SelectionKey.OP_CONNECT
                : valid;
    }

    private void pass(Watched each) {
        changed.add(each);
        selector.wakeup();
    }

    // ---- on its own thread

    /// Waits for what is ready, and posts it.
    @Override
    public void run() {
        try {
            while (!closed) {
                for (Watched each = changed.poll(); each != null; each = changed.poll()) {
                    register(each);
                }
                selector.select(this::post);
            }
        } catch (ClosedSelectorException loopIsClosed) { // just now, behind the look at `closed`
            closed = true;
        } catch (IOException broken) {
            tell(
                    () ->
                            loop.callExceptionHandler(
                                    dev.asyncio4j.loop.Fault.of(
                                                    "the watcher of channels has failed")
                                            .withException(broken)));
        }
    }

    private void register(Watched each) {
        try {
            SelectionKey key = each.channel.keyFor(selector);
            if (each.wanted == 0) {
                if (key != null && key.attachment() == each) { // else it is watched anew already
                    key.cancel();
                    selector.selectNow(); // so that it can be registered again
                }
            } else if (!each.posted) { // else it is passed again when the callback has run
                each.channel.register(selector, each.wanted, each);
            }
        } catch (CancelledKeyException | IOException gone) {
            tell(() -> forget(each));
        }
    }

    private void post(SelectionKey key) {
        Watched each = (Watched) key.attachment();
        int ready;
        try {
            ready = key.readyOps();
            key.interestOps(0); // until the callback has run
            each.posted = true;
        } catch (CancelledKeyException gone) {
            tell(() -> forget(each));
            return;
        }
        tell(() -> dispatch(each, ready));
    }

    private void tell(Runnable letter) {
        try {
            loop.callSoonThreadsafe(letter);
        } catch (IllegalStateException loopIsClosed) {
            closed = true;
        }
    }

    // ---- in the turn

    private void forget(Watched each) {
        watched.remove(each.channel, each);
    }

    /// What was taken back meanwhile, by a callback before it say, is not called.
    private void dispatch(Watched each, int ready) {
        Callback reader = each.reader;
        if (reader != null && (ready & (SelectionKey.OP_READ | SelectionKey.OP_ACCEPT)) != 0) {
            loop.callSoon(
                    reader.context(),
                    () -> {
                        if (each.reader == reader) {
                            reader.code().run();
                        }
                    });
        }
        Callback writer = each.writer;
        if (writer != null && (ready & (SelectionKey.OP_WRITE | SelectionKey.OP_CONNECT)) != 0) {
            loop.callSoon(
                    writer.context(),
                    () -> {
                        if (each.writer == writer) {
                            writer.code().run();
                        }
                    });
        }
        loop.callSoon(
                () -> {
                    each.posted = false;
                    pass(each);
                });
    }

    @Override
    public void close() {
        closed = true;
        watched.clear();
        selector.wakeup();
        try {
            selector.close();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
