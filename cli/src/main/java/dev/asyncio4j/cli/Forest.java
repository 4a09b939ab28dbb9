// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.cli;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The tasks of a loop as trees: below each stand those it awaits.
///
/// Several tasks may await one: it stands below each of them, but what is below it only once. Tasks
/// that await each other in a circle have no root; then the oldest of them is taken for one, and
/// where
/// the circle closes is marked.
final class Forest {

    /// A task in its place.
    ///
    /// @param seen empty; `above` if what is below it stands elsewhere, `circle` if that is up the
    ///     same branch, `below` if the tree is too deep and goes on further down
    record Node(Told.Task task, String seen, List<Node> awaits) {}

    private static final int DEEPEST = 300;

    private final Map<String, List<Told.Task>> awaited = new HashMap<>();
    private final Set<String> placed = new HashSet<>();
    private final Set<String> branch = new HashSet<>();

    private Forest() {}

    /// The trees, in the order of their roots' creation.
    static List<Node> of(List<Told.Task> tasks) {
        Forest forest = new Forest();
        Map<String, Told.Task> known = new LinkedHashMap<>();
        tasks.forEach(task -> known.put(task.id(), task));
        List<Told.Task> roots = new ArrayList<>();
        for (Told.Task task : tasks) {
            List<String> awaiters = task.awaitedBy().stream().filter(known::containsKey).toList();
            if (awaiters.isEmpty()) {
                roots.add(task);
            }
            for (String each : awaiters) {
                forest.awaited.computeIfAbsent(each, id -> new ArrayList<>()).add(task);
            }
        }
        List<Node> trees = new ArrayList<>();
        roots.forEach(root -> trees.add(forest.place(root)));
        for (Told.Task left : tasks) { // what is in circles
            if (!forest.placed.contains(left.id())) {
                trees.add(forest.place(left));
            }
        }
        return trees;
    }

    private Node place(Told.Task task) {
        if (branch.contains(task.id())) {
            return new Node(task, "circle", List.of());
        }
        if (branch.size() == DEEPEST) {
            return new Node(task, "below", List.of()); // as a tree of its own
        }
        if (!placed.add(task.id())) {
            boolean isLeaf = !awaited.containsKey(task.id());
            return new Node(task, isLeaf ? "" : "above", List.of());
        }
        branch.add(task.id());
        List<Node> below = new ArrayList<>();
        awaited.getOrDefault(task.id(), List.of()).forEach(each -> below.add(place(each)));
        branch.remove(task.id());
        return new Node(task, "", below);
    }
}
