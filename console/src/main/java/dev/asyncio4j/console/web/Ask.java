// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.console.web;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A request, as it was sent. **Thread** any.
///
/// @param method `GET` or another
/// @param target what stands in its first line, unchanged
/// @param headers its headers by name
record Ask(String method, String target, Map<String, List<String>> headers) {

    Ask {
        Map<String, List<String>> whatever = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        headers.forEach(
                (name, values) -> {
                    if (name != null) {
                        whatever.merge(name, List.copyOf(values), Ask::both);
                    }
                });
        headers = whatever;
    }

    private static List<String> both(List<String> some, List<String> more) {
        return java.util.stream.Stream.concat(some.stream(), more.stream()).toList();
    }

    /// All values of a header, none if it is not there.
    List<String> all(String name) {
        return headers.getOrDefault(name, List.of());
    }

    /// The value of a header; null if it is not there, or there twice.
    @Nullable String one(String name) {
        List<String> values = all(name);
        return values.size() == 1 ? values.getFirst() : null;
    }

    boolean isPost() {
        return method.equals("POST");
    }
}
