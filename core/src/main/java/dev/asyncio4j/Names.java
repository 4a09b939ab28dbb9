// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j;

/// How code without a name is called in messages: by the class that wrote the lambda.
final class Names {

    private Names() {}

    static String ofCode(Object code) {
        return ofClass(classOf(code).getName());
    }

    static Class<?> classOf(Object code) {
        Object written = code instanceof Nothing(Body.OfNothing inner) ? inner : code;
        return written.getClass();
    }

    static String ofClass(String className) {
        int lambda = className.indexOf("$$Lambda");
        String written = lambda < 0 ? className : className.substring(0, lambda);
        String name = written.substring(written.lastIndexOf('.') + 1);
        return name.startsWith("$JShell$") ? "input" : name; // JShell would show nothing of it
    }
}
