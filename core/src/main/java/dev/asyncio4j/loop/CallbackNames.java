// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.loop;

import dev.asyncio4j.text.Quoted;

/// How a callback is called in messages: the class that wrote the lambda, or its own `toString` if
/// it has one.
final class CallbackNames {

    private CallbackNames() {}

    static String of(Object callback) {
        Class<?> type = callback.getClass();
        String name = type.getName();
        int lambda = name.indexOf("$$Lambda");
        if (lambda >= 0) {
            return name.substring(0, lambda) + " lambda";
        }
        return Quoted.plain(String.valueOf(callback));
    }
}
