// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.loop;

import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// How the loop waits when nothing is ready, and how it notices that it would wait for ever.
///
/// **Silence.** Nothing is ready, no timer is set; no I/O is registered, no call in a thread is
/// under way, and no source that may speak at any time is open. Then only a thread that the loop
/// does not know of can wake it. It waits a second for one, and then tells, once. Where such a
/// thread has spoken before, silence proves nothing, and it never tells.
///
/// Not for programs, but for those who write parts of a loop. **Thread** loop.
public final class Rest {

    private static final long GRACE = 1_000_000_000L;

    // set once
    private final Inbox inbox;
    private final Clock clock;

    // loop only
    private Poller poller;
    private int letters;
    private int sources;
    private boolean told; // or never to be told
    private long silentUntil; // when it is to be told; 0 if there is no silence

    // any thread
    private final AtomicInteger looks = new AtomicInteger(); // letters under way that only look

    Rest(Inbox inbox, Poller poller, Clock clock) {
        this.inbox = inbox;
        this.poller = poller;
        this.clock = clock;
    }

    /// Lets the poller make way for `network`, and gives what there is from now on.
    /// @throws IllegalStateException if it refuses
    Poller adopt(Poller network, boolean isRunning) {
        Poller before = poller;
        Poller adopted = before.adopt(network);
        if (adopted != before) {
            if (isRunning) {
                before.detach();
                adopted.attach(Thread.currentThread());
            }
            poller = adopted;
            before.close();
        }
        return adopted;
    }

    /// Tells the poller that a call in a thread is about to begin for `loop`.
    /// @return what is to be told of it; null if [#expectLetters] is to be
    public @Nullable ThreadCall beginThreadCall(LoopCore loop) {
        return poller.beginThreadCall(loop);
    }

    /// Tells how many more letters from other threads are sure to come: `1` when a call in a thread
    /// begins, `-1` when its future is done. The poller is told, too.
    public void expectLetters(int more) {
        letters += more;
        poller.expectLetters(more);
    }

    /// Tells that so many more sources were opened, or, negative, closed, which may post letters at
    /// any time or never: signal handlers, stages of other libraries.
    public void expectSources(int more) {
        sources += more;
    }

    /// Looks for I/O, or waits for it.
    /// @return whether there was silence for long enough to be told
    boolean poll(long timeout, @Nullable Instrument watcher) {
        if (watcher == null) {
            return poll(timeout);
        }
        watcher.beforePoll(timeout);
        try {
            return poll(timeout);
        } finally {
            watcher.afterPoll(timeout);
        }
    }

    private boolean poll(long timeout) {
        boolean silence = false;
        if (timeout == 0) {
            silentUntil = 0;
            poller.poll(0);
        } else if (inbox.fallAsleep()) {
            if (timeout == Poller.FOREVER && isSilent()) {
                silence = pollInSilence();
            } else {
                silentUntil = 0;
                poller.poll(timeout);
            }
            inbox.wakeUp();
        }
        return silence;
    }

    /// Notes that somebody was told of the silence.
    /// @param brokeIt whether that made something ready
    void told(boolean brokeIt) {
        told = !brokeIt;
    }

    private boolean isSilent() {
        return !told && expectsNothing();
    }

    /// Whether no I/O is registered, no call in a thread under way and no source open: then only
    /// timers and what is ready keep the loop going, and threads it does not know of.
    public boolean expectsNothing() {
        return letters == 0 && sources == 0 && !poller.expectsEvents();
    }

    private boolean pollInSilence() {
        long now = clock.nanos();
        if (silentUntil == 0) {
            silentUntil = Seconds.plus(now, GRACE);
        }
        for (long left = silentUntil - now;
                left > 0 && inbox.isEmpty();
                left = silentUntil - clock.nanos()) {
            poller.poll(left);
        }
        if (inbox.isEmpty()) {
            silentUntil = 0;
            return true;
        }
        told = looks.get() == 0; // somebody else can speak
        return false;
    }

    /// A letter that only looks at the loop.
    final class Look implements Runnable {

        private final Runnable look;

        private Look(Runnable look) {
            this.look = look;
        }

        @Override
        public void run() {
            looks.decrementAndGet();
            look.run();
        }
    }

    /// Keeps letters that only look away from an oracle, see [Whiteboard#takeLooks()].
    void takeLooks(Whiteboard board) {
        if (looks.get() > 0) {
            board.takeLooks();
        }
    }

    /// Posts a letter that only looks at the loop: it does not break its silence. **Thread** any.
    /// @return false if the loop is closed
    boolean post(LoopCore loop, Runnable look) {
        looks.incrementAndGet();
        try {
            loop.callSoonThreadsafe(new Look(look));
            return true;
        } catch (IllegalStateException closed) {
            looks.decrementAndGet();
            return false;
        }
    }
}
