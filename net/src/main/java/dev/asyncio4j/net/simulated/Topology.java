// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net.simulated;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Who is linked to whom, how, and whether just now. **Thread** loop.
final class Topology {

    /// A way from one host to another.
    private record Way(String from, String to) {}

    // loop only
    private final Map<Way, Link> links = new HashMap<>();
    private final Set<Way> broken = new HashSet<>();
    private final Map<Way, List<Runnable>> held = new HashMap<>();
    private Link usual;

    Topology(Link usual) {
        this.usual = usual;
    }

    void setUsual(Link link) {
        usual = link;
    }

    void set(String one, String other, Link link) {
        links.put(new Way(one, other), link);
        links.put(new Way(other, one), link);
    }

    Link between(String from, String to) {
        return links.getOrDefault(new Way(from, to), usual);
    }

    void breakBetween(Set<String> some, Set<String> others) {
        for (String one : some) {
            for (String other : others) {
                broken.add(new Way(one, other));
                broken.add(new Way(other, one));
            }
        }
    }

    boolean isBroken(String from, String to) {
        return broken.contains(new Way(from, to));
    }

    /// Keeps what cannot get through until it can.
    void hold(String from, String to, Runnable packet) {
        held.computeIfAbsent(new Way(from, to), way -> new ArrayList<>()).add(packet);
    }

    /// Mends all ways, and gives what was held, in the order in which it came.
    List<Runnable> mend() {
        broken.clear();
        List<Runnable> freed = new ArrayList<>();
        held.values().forEach(freed::addAll);
        held.clear();
        return freed;
    }
}
