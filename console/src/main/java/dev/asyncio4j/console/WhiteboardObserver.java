// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.console;

import dev.asyncio4j.EventLoop;
import dev.asyncio4j.loop.LoopCore;
import dev.asyncio4j.loop.LoopObserver;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Opens the whiteboard of a program that does not know of it, if the system property
/// `asyncio4j.whiteboard` is set: to a port, or to 0 for any.
///
/// By itself that is done when a loop has run for a moment. With `asyncio4j.inspect=early` it is
/// done before the first loop's first turn; then the loop is held there until somebody opens the
/// page and lets it go on, unless `asyncio4j.whiteboard.hold` is `false`. One loop is shown: the
/// first, and when that is closed, the next that runs.
///
/// A service, made by `ServiceLoader`; not for programs.
public final class WhiteboardObserver implements LoopObserver {

    private static final Duration PAUSE = Duration.ofSeconds(2);
    private static final Duration NEVER = Duration.ofDays(1);

    private final @Nullable WhiteboardOptions wish;
    private final boolean holds = !"false".equals(System.getProperty("asyncio4j.whiteboard.hold"));

    // guarded by this
    private @Nullable Whiteboard whiteboard;
    private boolean hasFailed;

    /// Called by `ServiceLoader`.
    public WhiteboardObserver() {
        this(System.getProperty("asyncio4j.whiteboard"));
    }

    WhiteboardObserver(@Nullable String port) {
        this.wish = port == null || port.equals("off") ? null : wish(port);
    }

    private static @Nullable WhiteboardOptions wish(String port) {
        if (port.matches("\\d{1,5}") && Integer.parseInt(port) < 65_536) {
            return WhiteboardOptions.defaults().withPort(Integer.parseInt(port));
        }
        System.getLogger("asyncio")
                .log(
                        Level.WARNING,
                        "asyncio4j.whiteboard: " + port + " (expected: a port, or 0 for any)");
        return null;
    }

    @Override
    public Duration look(List<LoopCore> running) {
        if (wish == null) {
            return NEVER;
        }
        for (LoopCore each : running) {
            if (each instanceof EventLoop loop) {
                show(loop, false);
                break;
            }
        }
        return PAUSE;
    }

    @Override
    public void begins(LoopCore core) {
        if (wish != null && core instanceof EventLoop loop) {
            show(loop, holds);
        }
    }

    @Override
    public void ends(LoopCore core) {
        Whiteboard shown = shown();
        if (shown != null && shown.loop() == core) {
            shown.ended();
        }
    }

    /// The one that was opened; null if none was.
    synchronized @Nullable Whiteboard shown() {
        return whiteboard;
    }

    private synchronized void show(EventLoop loop, boolean hold) {
        Whiteboard shown = whiteboard;
        if (shown != null) {
            if (shown.loop() != loop && shown.loop().isClosed()) {
                shown.attach(loop, false);
            }
        } else if (wish != null && !hasFailed) {
            try {
                whiteboard = Whiteboard.open(loop, wish.withHold(hold));
            } catch (UncheckedIOException refused) {
                hasFailed = true;
                System.getLogger("asyncio").log(Level.WARNING, refused.getMessage(), refused);
            }
        }
    }
}
