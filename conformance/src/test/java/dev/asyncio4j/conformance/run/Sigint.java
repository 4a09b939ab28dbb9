// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.conformance.run;

/// SIGINT, as Ctrl-C sends it: to be raised only while a runner handles it, for otherwise it ends
/// the JVM. By reflection, because javac warns of `sun.misc.Signal` and here warnings are errors.
final class Sigint {

    private final Class<?> type;
    private final Class<?> handlerType;
    private final Object signal;
    private final String before;

    private Sigint() throws ReflectiveOperationException {
        type = Class.forName("sun.misc.Signal");
        handlerType = Class.forName("sun.misc.SignalHandler");
        signal = type.getConstructor(String.class).newInstance("INT");
        before = handler();
    }

    /// The signal, and who handles it now.
    static Sigint now() {
        try {
            return new Sigint();
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("this JVM has no signals", e);
        }
    }

    /// Sends it to this process.
    void raise() {
        try {
            type.getMethod("raise", type).invoke(null, signal);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("this JVM cannot raise a signal", e);
        }
    }

    /// Whether the handler is the one that was there at first.
    boolean isHandledAsBefore() {
        try {
            return handler().equals(before);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("this JVM has no signals", e);
        }
    }

    /// Who handles it, as the text of the handler: the object that tells it is a new one each time.
    /// The only way to see it is to put another one in its place for a moment. `SIG_IGN` will not
    /// do: a JVM that finds SIGINT ignored leaves it so.
    private String handler() throws ReflectiveOperationException {
        Object now = handle(handlerType.getField("SIG_DFL").get(null));
        handle(now);
        return now.toString();
    }

    private Object handle(Object handler) throws ReflectiveOperationException {
        return type.getMethod("handle", type, handlerType).invoke(null, signal, handler);
    }
}
