// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.loop;

import java.time.Duration;
import java.util.List;

/// Looks at running loops from outside, now and then: what reports stalls and answers `ps`.
///
/// A service (`java.util.ServiceLoader`). The observers of a JVM are made when a loop has run for a
/// moment, and called one after the other on one daemon thread, as long as loops run. **Thread**
/// that one, never a loop's: so only what is marked "any thread" may be asked of a loop.
public interface LoopObserver {

    /// Looks.
    /// @param running the loops that run now, maybe none
    /// @return how long it may take until it is called again
    Duration look(List<LoopCore> running);

    /// A loop is about to take its first turn. **Thread** the loop's. Called only if the system
    /// property `asyncio4j.inspect` is `early`: then observers are made before the first loop runs,
    /// which costs each program's start some milliseconds.
    default void begins(LoopCore loop) {}

    /// A loop has taken its last turn. As [#begins].
    default void ends(LoopCore loop) {}
}
