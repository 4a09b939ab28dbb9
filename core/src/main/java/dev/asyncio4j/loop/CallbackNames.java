// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.loop;

import dev.asyncio4j.text.Named;
import dev.asyncio4j.text.Quoted;

/// How a callback is called in messages: the class that wrote the lambda, or its own `toString` if
/// it has one.
final class CallbackNames {

    private static final String LAMBDA = "$$Lambda";

    private CallbackNames() {}

    /// **Thread** loop.
    static String of(Object callback) {
        Object named = named(callback);
        return isLambda(named) ? ofClass(named) : Quoted.plain(Quoted.shown(named));
    }

    /// Without a call of the callback's own code. **Thread** any.
    static String ofClass(Object callback) {
        String name = named(callback).getClass().getName();
        int lambda = name.indexOf(LAMBDA);
        return lambda >= 0 ? name.substring(0, lambda) + " lambda" : name;
    }

    private static Object named(Object callback) {
        return callback instanceof Named ours ? ours.namesake() : callback;
    }

    private static boolean isLambda(Object callback) {
        return callback.getClass().getName().contains(LAMBDA);
    }
}
