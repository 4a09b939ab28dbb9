// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.console;

import dev.asyncio4j.EventLoop;
import dev.asyncio4j.console.record.Board;
import dev.asyncio4j.console.record.Gate;
import dev.asyncio4j.console.record.Sources;
import dev.asyncio4j.console.web.Feed;
import dev.asyncio4j.console.web.LiveContent;
import dev.asyncio4j.console.web.Viewers;
import dev.asyncio4j.console.web.WebServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;

/// The whiteboard of an event loop as a page in the browser: what is ready, what waits and for
/// what, who awaits whom, where in the code, and what happened when; and the loop can be held,
/// stepped and slowed down.
///
/// ```java
/// Whiteboard.open();        // in a coroutine; prints the address of the page
/// ```
///
/// Or, without a change to the program, `-Dasyncio4j.whiteboard=0` (or a port): see
/// [WhiteboardObserver].
///
/// **Cost.** The page is served by daemon threads of its own, and shows a loop that stands still,
/// too. While nobody looks, the loop pays nothing; while somebody does, a hundredth of its time
/// at most. **Safety.** Only who has the address that is printed can look, and from this machine
/// only.
/// **Thread** any. asyncio has nothing like it.
public final class Whiteboard implements AutoCloseable {

    private static final long LINGER =
            3_000; // milliseconds without viewers before a loop is let go
    private static final long SHORTEST = 50; // milliseconds from picture to picture
    private static final long FLUSH = 500;

    // set once
    private final Sources sources;
    private final Viewers viewers = new Viewers();
    private final WebServer server;
    private final Thread thread;

    // any thread
    private final ReentrantLock pictures = new ReentrantLock(); // one is taken at a time
    private volatile Board board;
    private volatile boolean isClosed;

    private Whiteboard(EventLoop loop, WhiteboardOptions options) throws IOException {
        this.sources =
                options.sources().isEmpty()
                        ? Sources.ofThisProgram()
                        : new Sources(null, options.sources());
        this.board = boardOf(loop, options.hold());
        this.server =
                new WebServer(options.host(), options.port(), new LiveContent(new Page(), viewers));
        this.thread = Thread.ofPlatform().daemon().name("asyncio-whiteboard").unstarted(this::work);
    }

    /// Opens the whiteboard of the loop that runs here.
    /// @throws IllegalStateException if none does
    /// @throws UncheckedIOException if the page cannot be served
    public static Whiteboard open() {
        return open(EventLoop.running());
    }

    /// Opens the whiteboard of `loop`.
    /// @throws UncheckedIOException if the page cannot be served
    public static Whiteboard open(EventLoop loop) {
        return open(loop, WhiteboardOptions.defaults());
    }

    /// Opens the whiteboard of `loop` with these options.
    /// @throws UncheckedIOException if the page cannot be served: the port is taken, say
    public static Whiteboard open(EventLoop loop, WhiteboardOptions options) {
        Objects.requireNonNull(loop, "loop");
        try {
            Whiteboard whiteboard = new Whiteboard(loop, options);
            whiteboard.thread.start();
            if (!options.quiet()) {
                System.err.println("Whiteboard: " + whiteboard.url());
                if (options.hold()) {
                    System.err.println("The program waits there until you let it run.");
                }
            }
            return whiteboard;
        } catch (IOException refused) {
            throw new UncheckedIOException("the whiteboard cannot be opened", refused);
        }
    }

    private Board boardOf(EventLoop loop, boolean hold) {
        Gate gate = new Gate(loop.beat(), loop.columns()::hasLetters);
        Board fresh = new Board(loop, gate, sources);
        if (hold) {
            gate.holdUnseen();
            fresh.watch();
        }
        return fresh;
    }

    /// The address of the page, with the token that lets its holder in.
    public String url() {
        return server.url();
    }

    /// The port on which the page is served.
    public int port() {
        return server.port();
    }

    /// Whose whiteboard it is.
    public EventLoop loop() {
        return board.loop();
    }

    /// Ends it: those who look see the last state, and that it has ended. The loop goes on.
    /// Idempotent.
    @Override
    public void close() {
        if (isClosed) {
            return;
        }
        Board mine = board;
        letGo(mine.gate());
        if (!mine.loop().isRunning()) {
            showLast();
        }
        isClosed = true;
        viewers.close();
        thread.interrupt();
        mine.unwatch();
        server.close();
    }

    // ---- for the observer

    /// Shows another loop from now on. **Thread** that loop's.
    void attach(EventLoop loop, boolean hold) {
        Board before = board;
        pictures.lock();
        try {
            viewers.startAnew();
            board = boardOf(loop, hold);
        } finally {
            pictures.unlock();
        }
        letGo(before.gate());
        before.unwatch();
    }

    /// Shows how its loop has ended, before the program is gone. **Thread** the loop's.
    void ended() {
        if (viewers.any()) {
            showLast();
        }
    }

    private void showLast() {
        pictures.lock();
        try {
            viewers.publish(board.lastPicture());
        } finally {
            pictures.unlock();
        }
        try {
            viewers.flush(FLUSH);
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    private static void letGo(Gate gate) {
        gate.setSpeed(Double.POSITIVE_INFINITY);
        gate.set(Gate.Mode.RUN);
    }

    // ---- the board's thread

    private void work() {
        try {
            while (!isClosed) {
                if (viewers.any()) {
                    look();
                } else {
                    viewers.await(LINGER);
                }
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt(); // and so to the end
        }
    }

    /// As long as somebody does.
    private void look() throws InterruptedException {
        while (viewers.any()) {
            Board mine = board;
            mine.gate().seen();
            mine.watch();
            take(mine);
            viewers.await(SHORTEST, mine.period().toMillis());
            if (!viewers.any()) {
                viewers.await(LINGER); // a page that is loaded anew
            }
        }
        letGo(board.gate());
        board.unwatch();
    }

    private void take(Board mine) throws InterruptedException {
        pictures.lockInterruptibly();
        try {
            if (mine == board) {
                viewers.publish(mine.loop().isRunning() ? mine.picture() : mine.lastPicture());
            }
        } catch (RuntimeException broken) {
            System.getLogger("asyncio").log(Level.WARNING, "the whiteboard failed", broken);
            viewers.await(1_000);
        } finally {
            pictures.unlock();
        }
    }

    // ---- the page's side

    private final class Page implements Feed {

        @Override
        public List<Sources.SourceFile> sources() {
            return sources.files();
        }

        @Override
        public boolean control(String what, double value) {
            Gate gate = board.gate();
            switch (what) {
                case "run" -> gate.set(Gate.Mode.RUN);
                case "slow" -> gate.set(Gate.Mode.SLOW);
                case "pause" -> gate.set(Gate.Mode.PAUSE);
                case "step" -> gate.step();
                case "turn" -> gate.turn();
                case "delay" -> gate.setDelay((long) (Math.clamp(value, 10, 10_000) * 1e6));
                case "speed" ->
                        gate.setSpeed(
                                value <= 0
                                        ? Double.POSITIVE_INFINITY
                                        : Math.clamp(value, 0.01, 1e6));
                default -> {
                    return false;
                }
            }
            viewers.poke();
            return true;
        }
    }

    /// `<Whiteboard port=41234>`, without the token.
    @Override
    public String toString() {
        return "<Whiteboard port=" + port() + (isClosed ? " closed" : "") + ">";
    }
}
