// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.console.web;

import dev.asyncio4j.console.record.Sources.SourceFile;
import java.util.List;

/// What the server serves. **Thread** any, all of it.
public interface Feed {

    /// The sources that may be shown, see `Sources`.
    List<SourceFile> sources();

    /// Does what a viewer has asked for.
    /// @param what `run`, `slow`, `pause`, `step`, `turn`, `delay` (in milliseconds) or `speed`
    ///     (in virtual seconds a second, 0 being as fast as can be)
    /// @param value of the last two
    /// @return false if there is no such thing
    boolean control(String what, double value);
}
