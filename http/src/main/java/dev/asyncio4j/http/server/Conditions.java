// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.server;

import dev.asyncio4j.http.message.Headers;
import java.time.Instant;
import java.util.List;

/// What a request makes its answer depend on. **Thread** any. **Source** RFC 9110, 13.
final class Conditions {

    /// What is to be done.
    enum Verdict {
        GO_ON,
        NOT_MODIFIED,
        FAILED
    }

    private Conditions() {}

    /// Of a request to read something.
    /// @param tag its strong entity tag, with quotes
    /// @param changed when it was changed, to the second
    static Verdict ofReading(Headers asked, String tag, Instant changed) {
        if (asked.contains("if-match")) {
            if (!lists(asked.all("if-match"), tag, true)) {
                return Verdict.FAILED;
            }
        } else {
            Instant until = Dates.parse(asked.get("if-unmodified-since"));
            if (until != null && changed.isAfter(until)) {
                return Verdict.FAILED;
            }
        }
        if (asked.contains("if-none-match")) {
            return lists(asked.all("if-none-match"), tag, false)
                    ? Verdict.NOT_MODIFIED
                    : Verdict.GO_ON;
        }
        Instant since = Dates.parse(asked.get("if-modified-since"));
        return since != null && !changed.isAfter(since) ? Verdict.NOT_MODIFIED : Verdict.GO_ON;
    }

    /// Whether a part may be answered: what the client has the rest of is this very content.
    static boolean allowsRange(Headers asked, String tag, Instant changed) {
        String condition = asked.get("if-range");
        if (condition == null) {
            return true;
        }
        return condition.startsWith("\"")
                ? condition.equals(tag)
                : changed.equals(Dates.parse(condition)); // W/"..." is neither
    }

    /// Whether a list of entity tags has this one.
    static boolean lists(List<String> fields, String tag, boolean strong) {
        for (String field : fields) {
            if (field.equals("*")) {
                return true;
            }
            int at = 0;
            while (at < field.length()) {
                boolean weak = field.startsWith("W/", at);
                int start = weak ? at + 2 : at;
                int end = field.startsWith("\"", start) ? field.indexOf('"', start + 1) : -1;
                if (end >= 0) {
                    if (!(weak && strong) && field.substring(start, end + 1).equals(tag)) {
                        return true;
                    }
                    at = end + 1;
                } else {
                    at++; // a comma, a blank
                }
            }
        }
        return false;
    }
}
