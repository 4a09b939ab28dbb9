// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.cli;

import dev.asyncio4j.CancelledError;
import dev.asyncio4j.SystemExit;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import jdk.jshell.execution.DirectExecutionControl;
import org.jspecify.annotations.Nullable;

/// What runs the inputs of the prompt: as tasks of one loop, so that they may await. The classes
/// are loaded here, as JShell's own control in this process does it.
final class LoopControl extends DirectExecutionControl {

    // JShell's loader of classes has made itself this thread's
    private final StopChecks checks =
            new StopChecks(Thread.currentThread().getContextClassLoader());
    private final PromptLoop loop = new PromptLoop();
    private final InputStream userIn;
    private @Nullable SystemExit exit; // an input wants it

    /// @param userIn what inputs read, for the terminal is the prompt's
    LoopControl(InputStream userIn) {
        this.userIn = userIn;
    }

    @Override
    public void load(ClassBytecodes[] classes)
            throws ClassInstallException, NotImplementedException, EngineTerminationException {
        super.load(checks.into(classes));
    }

    /// @throws SystemExit if the input ended the program: it ends the whole of JShell
    @Override
    public String invoke(String className, String methodName)
            throws RunException, InternalException, EngineTerminationException {
        String result = super.invoke(className, methodName);
        SystemExit wanted = exit;
        if (wanted != null) {
            throw wanted;
        }
        return result;
    }

    @Override
    protected String invoke(Method input) throws Exception {
        InputStream promptIn = System.in;
        System.setIn(userIn);
        try {
            return loop.run(() -> called(input));
        } catch (CancelledError cancelled) {
            throw new InvocationTargetException(cancelled);
        } catch (SystemExit wanted) {
            exit = wanted;
            return "";
        } finally {
            System.setIn(promptIn);
        }
    }

    /// A cancellation and an exit are the task's; other failures are told by JShell.
    private String called(Method input) throws Exception {
        try {
            return super.invoke(input);
        } catch (InvocationTargetException failed) {
            switch (failed.getCause()) {
                case CancelledError cancelled -> throw cancelled;
                case SystemExit exit -> throw exit;
                case null, default -> throw failed;
            }
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
