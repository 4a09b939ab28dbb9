// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net.stream;

import static dev.asyncio4j.Asyncio.await;

import dev.asyncio4j.EventLoop;
import dev.asyncio4j.Future;
import dev.asyncio4j.net.transport.BaseProtocol;
import dev.asyncio4j.net.transport.BaseTransport;
import dev.asyncio4j.net.transport.ConnectionResetError;
import dev.asyncio4j.net.waits.Kind;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A protocol whose writers wait while the transport's buffer is too full, and whose end can be
/// waited for: what a [StreamWriter] stands on. **Thread** loop. **Like**
/// `asyncio.streams.FlowControlMixin`.
public class FlowControl implements BaseProtocol {

    // set once
    private final EventLoop loop;

    // loop only
    private final Set<Future<@Nullable Void>> drainers = new LinkedHashSet<>();
    private final Set<Future<@Nullable Void>> closers = new LinkedHashSet<>();
    private boolean paused;
    private boolean lost;
    private @Nullable Throwable cause; // of the loss

    /// A flow control for the loop that runs here.
    /// @throws IllegalStateException if none does
    public FlowControl() {
        this.loop = EventLoop.running();
    }

    /// The loop it belongs to.
    public final EventLoop loop() {
        return loop;
    }

    @Override
    public void pauseWriting() {
        paused = true;
    }

    @Override
    public void resumeWriting() {
        paused = false;
        complete(drainers, null);
    }

    @Override
    public void connectionLost(@Nullable Throwable failure) {
        lost = true;
        cause = failure;
        complete(drainers, failure);
        complete(closers, failure);
    }

    private static void complete(Set<Future<@Nullable Void>> waiting, @Nullable Throwable failure) {
        List<Future<@Nullable Void>> told = new ArrayList<>(waiting);
        for (Future<@Nullable Void> each : told) {
            if (each.isDone()) {
                continue; // cancelled
            }
            if (failure == null) {
                each.setResult(null);
            } else {
                each.setException(failure);
            }
        }
    }

    /// Waits until writing makes sense again.
    /// @param transport what is written to, for reports
    final void drain(BaseTransport transport) throws ConnectionResetError {
        if (lost) {
            throw new ConnectionResetError("Connection lost");
        }
        if (paused) {
            waitIn(drainers, Kind.ROOM, transport);
        }
    }

    /// Waits until the connection is gone, and fails with what it was lost for.
    /// @param transport of the connection, for reports
    final void waitClosed(BaseTransport transport) throws Exception {
        if (!lost) {
            waitIn(closers, Kind.END, transport);
        } else if (cause != null) {
            throw StreamReader.<RuntimeException>sneak(cause);
        }
    }

    private void waitIn(Set<Future<@Nullable Void>> waiting, Kind kind, BaseTransport transport) {
        Future<@Nullable Void> mine = loop.createFuture(kind.peer(transport::extraInfo));
        waiting.add(mine);
        try {
            await(mine);
        } finally {
            waiting.remove(mine);
        }
    }
}
