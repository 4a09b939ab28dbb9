// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.nats;

import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.Asyncio.waitOn;

import dev.asyncio4j.EventLoop;
import dev.asyncio4j.Future;
import dev.asyncio4j.ReturnWhen;
import dev.asyncio4j.WaitPoint;
import io.nats.client.Message;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What was asked for and has come. **Thread** loop.
final class NatsInbox {

    private static final int NONE_IS_THERE = 404;
    private static final int TIME_IS_OVER = 408;

    /// A message, and since when it is ours.
    ///
    /// @param message it
    /// @param nanos by the loop's clock
    record Arrived(Message message, long nanos) {}

    private final EventLoop loop;
    private final WaitPoint point; // what who waits here waits for
    private final ArrayDeque<Arrived> arrived = new ArrayDeque<>();
    private boolean isAtEnd; // the server has said that no more comes
    private boolean isLost;
    private @Nullable String refusal; // what the server said, if it does not serve us
    private @Nullable Future<@Nullable Void> news;

    NatsInbox(EventLoop loop, String queue) {
        this.loop = loop;
        this.point = new OfNats("a message from", queue);
    }

    void arrive(Message message) {
        if (message.isStatusMessage()) {
            isAtEnd = true;
            int code = message.getStatus().getCode();
            if (code != NONE_IS_THERE && code != TIME_IS_OVER) {
                refusal = message.getStatus().getMessageWithCode();
            }
        } else {
            arrived.add(new Arrived(message, loop.nanos()));
        }
        tell();
    }

    void lose() {
        isLost = true;
        tell();
    }

    private void tell() {
        if (news != null && !news.isDone()) {
            news.setResult(null);
        }
    }

    /// Forgets how the last request ended.
    void begin() {
        isAtEnd = false;
        isLost = false;
        refusal = null;
    }

    boolean isAtEnd() {
        return isAtEnd;
    }

    boolean isLost() {
        return isLost;
    }

    /// Why the server has not served the last request: there is no such stream, or it has no
    /// leader,
    /// or stops; null if it has.
    @Nullable String refusal() {
        return refusal;
    }

    int size() {
        return arrived.size();
    }

    /// Whether the last one that came said that no more are at the server.
    boolean isLastOne() {
        return !arrived.isEmpty() && arrived.getLast().message().metaData().pendingCount() == 0;
    }

    /// Waits until something happens; false if the time is over. **If cancelled** what came stays.
    boolean awaitNews(Duration limit) {
        Future<@Nullable Void> next = loop.createFuture(point);
        news = next;
        await(waitOn(List.of(next), limit, ReturnWhen.ALL_COMPLETED));
        return next.isDone();
    }

    /// Takes up to `max` out, oldest first.
    List<Arrived> take(int max) {
        List<Arrived> taken = new ArrayList<>();
        while (taken.size() < max && !arrived.isEmpty()) {
            taken.add(arrived.poll());
        }
        return taken;
    }
}
