// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.server;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Patterns of paths, segment by segment. Finding one looks at each segment of the path at most
/// twice for each place on the way.
final class RouteTree {

    private static final class Node {
        final Map<String, Node> written = new HashMap<>();
        @Nullable Node any; // one segment
        @Nullable Node rest; // all that is left
        final Map<String, Handler> methods = new LinkedHashMap<>();
        List<String> names = List.of(); // of the places on the way here
    }

    private final Node root = new Node();
    private final List<String> patterns = new ArrayList<>();

    void add(String method, String pattern, Handler handler) {
        if (!pattern.startsWith("/")) {
            throw wrong(pattern, "a path that begins with /");
        }
        Node node = root;
        List<String> names = new ArrayList<>();
        String[] segments = pattern.substring(1).split("/", -1);
        for (int i = 0; i < segments.length; i++) {
            String segment = segments[i];
            boolean place = segment.startsWith("{") && segment.endsWith("}");
            if (!place) {
                if (segment.indexOf('{') >= 0 || segment.indexOf('}') >= 0) {
                    throw wrong(pattern, "a place {name} is a whole segment");
                }
                node = node.written.computeIfAbsent(segment, none -> new Node());
                continue;
            }
            boolean rest = segment.endsWith("...}");
            String name = segment.substring(1, segment.length() - (rest ? 4 : 1));
            if (name.isEmpty() || names.contains(name)) {
                throw wrong(pattern, "each place has a name of its own");
            }
            if (rest && i < segments.length - 1) {
                throw wrong(pattern, "{name...} only at the end");
            }
            names.add(name);
            Node next = rest ? node.rest : node.any;
            if (next == null) {
                next = new Node();
                if (rest) {
                    node.rest = next;
                } else {
                    node.any = next;
                }
            }
            node = next;
        }
        if (!node.methods.isEmpty() && !node.names.equals(names)) {
            throw wrong(
                    pattern, "the names that the same path has for another method, " + node.names);
        }
        if (node.methods.putIfAbsent(method, handler) != null) {
            throw wrong(pattern, "only one handler for " + method);
        }
        node.names = List.copyOf(names);
        patterns.add(method + " " + pattern);
    }

    private static IllegalArgumentException wrong(String pattern, String rule) {
        return new IllegalArgumentException("pattern: " + pattern + " (expected: " + rule + ")");
    }

    /// The handlers at a path, by method; null if there are none.
    /// @param segments is filled with what stood at the places
    @Nullable Map<String, Handler> find(String path, Map<String, String> segments) {
        if (!path.startsWith("/")) {
            return null;
        }
        List<String> values = new ArrayList<>(4);
        Node found = find(root, path, 1, values);
        if (found == null) {
            return null;
        }
        for (int i = 0; i < values.size(); i++) {
            segments.put(found.names.get(i), values.get(i));
        }
        return found.methods;
    }

    private static @Nullable Node find(Node node, String path, int from, List<String> values) {
        if (from > path.length()) {
            return node.methods.isEmpty() ? null : node;
        }
        int slash = path.indexOf('/', from);
        int end = slash < 0 ? path.length() : slash;
        String segment = path.substring(from, end);
        Node written = node.written.get(segment);
        if (written != null) {
            Node found = find(written, path, end + 1, values);
            if (found != null) {
                return found;
            }
        }
        if (node.any != null && !segment.isEmpty()) {
            values.add(segment);
            Node found = find(node.any, path, end + 1, values);
            if (found != null) {
                return found;
            }
            values.removeLast();
        }
        if (node.rest != null) {
            values.add(path.substring(from));
            return node.rest;
        }
        return null;
    }

    @Override
    public String toString() {
        return patterns.toString();
    }
}
