// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.server;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// An event for the pages that listen: a browser's `EventSource`. Immutable; each `with` returns a
/// changed copy. **Source** the HTML standard, 9.2.
///
/// @param data its text, of one line or several
/// @param event its kind, which listeners choose by; null: `message`
/// @param id what the client says when it comes back; null: as the event before; empty: nothing
/// @param retry after which time it is to come back, if the connection is lost; null: as before
public record ServerEvent(
        String data, @Nullable String event, @Nullable String id, @Nullable Duration retry) {

    /// Checks it.
    /// @throws IllegalArgumentException if `event` or `id` has the end of a line, `id` a NUL, or
    ///     `retry` is negative
    public ServerEvent {
        Objects.requireNonNull(data, "data");
        if (event != null) {
            checkLine("event", event);
        }
        if (id != null) {
            checkLine("id", id);
        }
        if (retry != null && retry.isNegative()) {
            throw new IllegalArgumentException("retry: " + retry + " (expected: >= 0)");
        }
    }

    private static void checkLine(String name, String text) {
        if (text.indexOf('\r') >= 0 || text.indexOf('\n') >= 0 || text.indexOf('\0') >= 0) {
            String shown = text.replace("\r", "\\r").replace("\n", "\\n").replace("\0", "\\0");
            throw new IllegalArgumentException(name + ": " + shown + " (expected: one line)");
        }
    }

    /// An event of that text.
    public static ServerEvent of(String data) {
        return new ServerEvent(data, null, null, null);
    }

    /// Of that kind.
    /// @throws IllegalArgumentException if it has the end of a line
    public ServerEvent withEvent(String kind) {
        return new ServerEvent(data, kind, id, retry);
    }

    /// Under that name, which the client says when it comes back: [EventStream#lastEventId].
    /// @throws IllegalArgumentException if it has the end of a line
    public ServerEvent withId(String newId) {
        return new ServerEvent(data, event, newId, retry);
    }

    /// With so long until the client comes back.
    /// @throws IllegalArgumentException if it is negative
    public ServerEvent withRetry(Duration time) {
        return new ServerEvent(data, event, id, time);
    }

    /// As it is sent. Each line of the text is one of its own, so that none can begin a field.
    String wireText() {
        StringBuilder text = new StringBuilder(data.length() + 32);
        if (event != null) {
            text.append("event: ").append(event).append('\n');
        }
        if (id != null) {
            text.append("id: ").append(id).append('\n');
        }
        if (retry != null) {
            text.append("retry: ").append(retry.toMillis()).append('\n');
        }
        appendLines(text, "data: ", data);
        return text.append('\n').toString();
    }

    static void appendLines(StringBuilder text, String field, String lines) {
        for (String line : lines.split("\r\n|\r|\n", -1)) {
            text.append(field).append(line).append('\n');
        }
    }
}
