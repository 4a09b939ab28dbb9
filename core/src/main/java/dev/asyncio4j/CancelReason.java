// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j;

import dev.asyncio4j.text.Quoted;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Tells who cancelled a task, with which words, and from which line if that was recorded.
///
/// `toString` is one line, `cancelled by Task-3: "shutting down" at Foo.bar(Foo.java:12)`, and
/// [#explain()] adds the whole stack. Get one from [CancelledError#reason()].
///
/// **Thread** any: it never changes.
public final class CancelReason {
    // The library's methods by which a request to cancel comes, besides those called cancel...
    private static final Set<String> OURS = Set.of("stop", "begin");

    private final @Nullable String message;
    private final String canceller;
    private final List<StackTraceElement> origin;

    CancelReason(@Nullable String message, String canceller, List<StackTraceElement> origin) {
        this.message = message;
        this.canceller = canceller;
        this.origin = List.copyOf(origin);
    }

    /// The reason for a cancellation requested here and now.
    static CancelReason here(EventLoop loop, @Nullable String message) {
        LoopTask<?> canceller = LoopTask.currentOrNull();
        String name = canceller == null ? Thread.currentThread().getName() : canceller.name();
        return loop.debug() ? captured(message, name) : of(message, name);
    }

    /// Makes a reason without an origin: the cheap form, for when nobody is debugging.
    static CancelReason of(@Nullable String message, String canceller) {
        return new CancelReason(message, canceller, List.of());
    }

    /// Makes a reason whose origin is the caller's stack, without the library's `cancel...` methods
    /// at its top, so that the first frame is the line which asked.
    static CancelReason captured(@Nullable String message, String canceller) {
        List<StackTraceElement> frames =
                StackWalker.getInstance()
                        .walk(
                                all ->
                                        all.map(StackWalker.StackFrame::toStackTraceElement)
                                                .dropWhile(CancelReason::isOurs)
                                                .toList());
        return new CancelReason(message, canceller, frames);
    }

    /// The same reason for an error that, like asyncio's, carries no message.
    CancelReason withoutMessage() {
        return message == null ? this : new CancelReason(null, canceller, origin);
    }

    private static boolean isOurs(StackTraceElement frame) {
        String owner = frame.getClassName();
        return owner.equals(CancelReason.class.getName())
                || (owner.startsWith("dev.asyncio4j.")
                        && (frame.getMethodName().startsWith("cancel")
                                || OURS.contains(frame.getMethodName())));
    }

    /// Returns the text given to `cancel(message)`, or null if there was none.
    public @Nullable String message() {
        return message;
    }

    /// Returns the name of the task which asked, or of the thread if it was not a task.
    public String canceller() {
        return canceller;
    }

    /// Returns the stack of the call which asked, innermost frame first.
    ///
    /// **Shape** empty if it was not recorded; unmodifiable.
    public List<StackTraceElement> origin() {
        return origin;
    }

    /// Explains the cancellation in several lines: who and why, then the whole stack of the call
    /// which asked, one frame a line.
    ///
    /// **Shape** no line break at the end.
    public String explain() {
        StringBuilder text = new StringBuilder(headline());
        if (origin.isEmpty()) {
            text.append("\n    (origin not recorded)");
        }
        for (StackTraceElement frame : origin) {
            text.append("\n    at ").append(frame);
        }
        return text.toString();
    }

    private String headline() {
        String who = "cancelled by " + Quoted.plain(canceller);
        return message == null ? who : who + ": \"" + Quoted.plain(message) + '"';
    }

    @Override
    public String toString() {
        return origin.isEmpty() ? headline() : headline() + " at " + origin.getFirst();
    }
}
