// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.server;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A part of a body. **Source** RFC 9110, 14.
///
/// @param from of its first byte
/// @param to of its last byte
record ByteRange(long from, long to) {

    /// More of them, in one request, are an attempt to make the server work.
    static final int MOST = 16;

    private static final int DIGITS = 18; // fit into a long

    long length() {
        return to - from + 1;
    }

    /// What `bytes=0-99,200-` asks of so many bytes, in order, what touches or overlaps joined.
    /// @return null if the field is to be overlooked: another unit, or broken; empty if nothing
    /// that
    ///     it asks for is there, or it asks for too much at once
    static @Nullable List<ByteRange> of(String field, long size) {
        String text = field.toLowerCase(Locale.ROOT);
        if (!text.startsWith("bytes=")) {
            return null;
        }
        String[] specs = text.substring("bytes=".length()).split(",", -1);
        if (specs.length > MOST) {
            return List.of();
        }
        List<ByteRange> found = new ArrayList<>(specs.length);
        for (String spec : specs) {
            String each = spec.strip();
            int dash = each.indexOf('-');
            if (dash < 0
                    || !isNumber(each, 0, dash)
                    || !isNumber(each, dash + 1, each.length())
                    || each.length() == 1) {
                return null;
            }
            ByteRange range = one(each, dash, size);
            if (range != null) {
                found.add(range);
            }
        }
        return joined(found);
    }

    private static @Nullable ByteRange one(String spec, int dash, long size) {
        long last = number(spec, dash + 1, spec.length());
        if (dash == 0) { // the last so many
            return last == 0 || size == 0
                    ? null
                    : new ByteRange(Math.max(0, size - last), size - 1);
        }
        long first = number(spec, 0, dash);
        if (dash == spec.length() - 1 || last >= size) {
            last = size - 1;
        }
        return first >= size || first > last ? null : new ByteRange(first, last);
    }

    private static List<ByteRange> joined(List<ByteRange> ranges) {
        ranges.sort(Comparator.comparingLong(ByteRange::from));
        List<ByteRange> joined = new ArrayList<>(ranges.size());
        for (ByteRange each : ranges) {
            ByteRange before = joined.isEmpty() ? null : joined.getLast();
            if (before != null && each.from <= before.to + 1) {
                joined.set(
                        joined.size() - 1,
                        new ByteRange(before.from, Math.max(before.to, each.to)));
            } else {
                joined.add(each);
            }
        }
        return joined;
    }

    private static boolean isNumber(String text, int from, int to) {
        for (int i = from; i < to; i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return true;
    }

    private static long number(String text, int from, int to) {
        if (from == to) {
            return 0;
        }
        return to - from > DIGITS ? Long.MAX_VALUE : Long.parseLong(text, from, to, 10);
    }
}
