// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.micrometer;

import dev.asyncio4j.loop.LoopCore;
import dev.asyncio4j.loop.LoopObserver;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Tells whoever measures [all loops][AllLoops] which loops run.
///
/// A service, made by `ServiceLoader`; not for programs.
public final class LoopFinder implements LoopObserver {

    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Set<AllLoops> MEASURING = ConcurrentHashMap.newKeySet();

    /// Called by `ServiceLoader`.
    public LoopFinder() {}

    static void begin(AllLoops all) {
        MEASURING.add(all);
    }

    static void end(AllLoops all) {
        MEASURING.remove(all);
    }

    @Override
    public Duration look(List<LoopCore> running) {
        MEASURING.forEach(each -> each.look(running));
        return PAUSE;
    }

    @Override
    public void begins(LoopCore loop) {
        look(List.of(loop));
    }
}
