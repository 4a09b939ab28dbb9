// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.signal;

import sun.misc.Signal;
import sun.misc.SignalHandler;

/// A signal by `sun.misc.Signal`, which is public and exported, and the JDK's only door to signals.
///
/// It lies in a folder of its own because javac warns of each use, unsuppressibly, and elsewhere
/// warnings are errors. Called by reflection it would cost every program 40 ms as it starts.
final class JdkSignal implements SignalHandler {

    private final Signal signal;
    private final Object owner;
    private final Runnable raised;

    /// @param owner whose it is
    /// @param raised what is to run when the signal comes, on a thread of the JVM's
    /// @throws IllegalArgumentException if there is no such signal here
    JdkSignal(String name, Object owner, Runnable raised) {
        this.signal = new Signal(name);
        this.owner = owner;
        this.raised = raised;
    }

    /// Puts a handler in the place of the one before, which it gives.
    /// @throws IllegalArgumentException if the JVM does not let programs handle the signal
    Object install(Object handler) {
        return Signal.handle(signal, (SignalHandler) handler);
    }

    /// @throws IllegalArgumentException if the JVM does not let programs raise the signal
    void raise() {
        Signal.raise(signal);
    }

    int number() {
        return signal.getNumber();
    }

    static boolean ignores(Object handler) {
        return handler == SIG_IGN;
    }

    /// Whether nobody has put a handler there: it is the system's or the JVM's own, which comes in
    /// a wrapping of the door's.
    static boolean isDefault(Object handler) {
        return handler == SIG_DFL || handler.getClass().getEnclosingClass() == Signal.class;
    }

    /// Whose handler it is: null if it is none of ours.
    static Object ownerOf(Object handler) {
        return handler instanceof JdkSignal ours ? ours.owner : null;
    }

    @Override
    public void handle(Signal number) {
        raised.run();
    }

    @Override
    public String toString() {
        return "asyncio4j handler of " + signal;
    }
}
