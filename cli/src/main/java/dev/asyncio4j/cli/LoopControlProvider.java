// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.cli;

import java.util.Map;
import jdk.jshell.spi.ExecutionControl;
import jdk.jshell.spi.ExecutionControlProvider;
import jdk.jshell.spi.ExecutionEnv;

/// Gives JShell what runs inputs on a loop, under the name `asyncio`.
public final class LoopControlProvider implements ExecutionControlProvider {

    static final String NAME = "asyncio";

    /// Called by `ServiceLoader`.
    public LoopControlProvider() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public ExecutionControl generate(ExecutionEnv env, Map<String, String> parameters) {
        return new LoopControl(new TypedLines(env.userIn()));
    }
}
