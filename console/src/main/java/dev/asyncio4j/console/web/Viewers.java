// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.console.web;

import dev.asyncio4j.console.record.Board.Picture;
import dev.asyncio4j.console.record.JsonText;
import dev.asyncio4j.console.record.Sources.SourceFile;
import dev.asyncio4j.console.record.Step;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Who looks, at most eight, and what they have not been told yet.
///
/// There is one picture, the latest. A viewer takes it when it has sent the one before: so who
/// reads slowly misses pictures, and keeps nobody else. Steps are kept for all, the latest 4,000.
/// **Thread** any; each viewer is served by a thread of its own.
public final class Viewers {

    static final int MOST = 8;

    private static final int STEPS = 4_000; // kept
    private static final long STUCK = 10_000_000_000L; // nanoseconds in one write

    // guarded by this
    private final Set<Viewer> all = new HashSet<>();
    private final Deque<Step> steps = new ArrayDeque<>();
    private long stepCount; // ever; the last of `steps` is number stepCount - 1
    private @Nullable String picture;
    private long version;
    private long era; // which loop
    private boolean isClosed;
    private boolean isPoked;

    /// One of them.
    private static final class Viewer {
        final AutoCloseable connection;
        long version; // sent
        long stepCount;
        long era = -1;
        int sources;
        long writingSince; // 0 if it is not

        Viewer(AutoCloseable connection) {
            this.connection = connection;
        }
    }

    /// Nobody.
    public Viewers() {}

    // ---- the board's side

    /// Whether somebody looks.
    public synchronized boolean any() {
        return !all.isEmpty();
    }

    /// Waits so long, or until somebody comes, goes or asks for something.
    /// @throws InterruptedException if this thread is interrupted meanwhile
    public void await(long millis) throws InterruptedException {
        await(0, millis);
    }

    /// [#await(long)], but at least so long, whatever is asked: a page must not have pictures made
    /// as often as it likes.
    /// @throws InterruptedException if this thread is interrupted meanwhile
    public synchronized void await(long least, long most) throws InterruptedException {
        long begin = System.nanoTime();
        while (!isClosed) {
            long gone = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
            long left = (isPoked ? least : most) - gone;
            if (left <= 0) {
                break;
            }
            wait(left);
        }
        isPoked = false;
    }

    /// Ends [#await] of the board.
    public synchronized void poke() {
        isPoked = true;
        notifyAll();
    }

    /// From now on it is about another loop.
    public synchronized void startAnew() {
        era++;
        steps.clear();
        picture = null;
    }

    /// Tells all.
    public synchronized void publish(Picture latest) {
        picture = latest.json();
        version++;
        latest.steps().forEach(this::keep);
        notifyAll();
    }

    private void keep(Step step) {
        steps.addLast(step);
        stepCount++;
        if (steps.size() > STEPS) {
            steps.removeFirst();
        }
    }

    /// Waits until all have been sent the latest picture, at most so long.
    /// @throws InterruptedException if this thread is interrupted meanwhile
    public synchronized void flush(long millis) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        for (long left = millis; left > 0; ) {
            if (all.stream().allMatch(v -> v.version == version && v.writingSince == 0)) {
                return;
            }
            wait(left);
            left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
        }
    }

    /// Sends all of them away.
    public void close() {
        List<Viewer> left;
        synchronized (this) {
            isClosed = true;
            left = List.copyOf(all);
            notifyAll();
        }
        left.forEach(Viewers::cut);
    }

    private static void cut(Viewer viewer) {
        try {
            viewer.connection.close();
        } catch (Exception gone) {
            System.getLogger("asyncio").log(System.Logger.Level.TRACE, "a viewer went", gone);
        }
    }

    // ---- a viewer's side

    /// Whether there is room; makes some if a viewer has not read for ten seconds.
    synchronized boolean hasRoom() {
        long now = System.nanoTime();
        for (Iterator<Viewer> each = all.iterator(); all.size() >= MOST && each.hasNext(); ) {
            Viewer viewer = each.next();
            if (viewer.writingSince != 0 && now - viewer.writingSince > STUCK) {
                each.remove();
                cut(viewer);
            }
        }
        return all.size() < MOST && !isClosed;
    }

    /// Serves a viewer until it goes.
    /// @param connection what is closed to send it away
    void serve(AutoCloseable connection, OutputStream out, Feed feed)
            throws IOException, InterruptedException {
        Viewer viewer = new Viewer(connection);
        synchronized (this) {
            all.add(viewer);
            isPoked = true;
            notifyAll();
        }
        try {
            out.write("retry: 1000\n\n".getBytes(StandardCharsets.UTF_8));
            out.flush();
            for (String text = next(viewer, feed); text != null; text = next(viewer, feed)) {
                out.write(text.getBytes(StandardCharsets.UTF_8));
                out.flush();
            }
        } finally {
            synchronized (this) {
                all.remove(viewer);
                isPoked = true;
                notifyAll();
            }
        }
    }

    /// What the viewer is to be sent next; null if nothing ever.
    private synchronized @Nullable String next(Viewer viewer, Feed feed)
            throws InterruptedException {
        viewer.writingSince = 0;
        notifyAll(); // who flushes
        while (!isClosed && (viewer.version == version || picture == null)) {
            wait(15_000);
            if (viewer.version == version && !isClosed) {
                return ": still here\n\n";
            }
        }
        if (viewer.version == version || picture == null) {
            return null;
        }
        StringBuilder text = new StringBuilder();
        if (viewer.era != era) {
            text.append(event("begin", "{}"));
            viewer.era = era;
            viewer.sources = 0; // which the page forgets, too
            viewer.stepCount = stepCount - steps.size();
        }
        List<SourceFile> sources = feed.sources();
        for (; viewer.sources < sources.size(); viewer.sources++) {
            text.append(event("source", source(sources.get(viewer.sources))));
        }
        text.append(event("steps", steps(viewer)));
        text.append(event("picture", picture));
        viewer.version = version;
        viewer.writingSince = System.nanoTime();
        return text.toString();
    }

    private String steps(Viewer viewer) {
        long fresh = Math.min(stepCount - viewer.stepCount, steps.size());
        boolean lost = fresh < stepCount - viewer.stepCount;
        List<Step> tail = new ArrayList<>();
        Iterator<Step> latest = steps.descendingIterator();
        for (long i = 0; i < fresh; i++) {
            tail.addFirst(latest.next());
        }
        viewer.stepCount = stepCount;
        return new JsonText()
                .open('{')
                .key("lost")
                .value(lost)
                .key("steps")
                .list(tail, (json, step) -> step.write(json))
                .close('}')
                .toString();
    }

    private static String source(SourceFile file) {
        return new JsonText()
                .open('{')
                .key("name")
                .value(file.name())
                .key("lines")
                .list(file.lines(), JsonText::value)
                .close('}')
                .toString();
    }

    private static String event(String name, String data) {
        return "event: " + name + "\ndata: " + data + "\n\n";
    }
}
