// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.cli;

import dev.asyncio4j.CancelledError;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import jdk.jshell.execution.DirectExecutionControl;

/// What runs the inputs of the prompt: as tasks of one loop, so that they may await. The classes
/// are
/// loaded here, as JShell's own control in this process does it.
final class LoopControl extends DirectExecutionControl {

    private final PromptLoop loop = new PromptLoop();

    @Override
    protected String invoke(Method input) throws Exception {
        try {
            return loop.run(() -> called(input));
        } catch (PromptLoop.InputStopped stopped) {
            System.out.println("cancelled");
            throw new StoppedException();
        } catch (CancelledError cancelled) { // by itself
            throw new InvocationTargetException(cancelled);
        }
    }

    /// A cancellation is the task's; other failures are told by JShell.
    private String called(Method input) throws Exception {
        try {
            return super.invoke(input);
        } catch (InvocationTargetException failed) {
            if (failed.getCause() instanceof CancelledError cancelled) {
                throw cancelled;
            }
            throw failed;
        }
    }

    @Override
    public void stop() {
        loop.stop();
    }

    @Override
    public void close() {
        loop.close();
        super.close();
    }
}
