// SPDX-License-Identifier: Apache-2.0
package it.docs;

import static dev.asyncio4j.Asyncio.async;
import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.Asyncio.sleep;

import dev.asyncio4j.Coroutine;

/// Runs a fragment that is given a `service`, in a JVM of its own.
final class ServiceProgram {

    private ServiceProgram() {}

    /// @param arguments the name of the fragment's class
    public static void main(String[] arguments) throws Exception {
        var constructor = Class.forName(arguments[0]).getDeclaredConstructor();
        constructor.setAccessible(true);
        Object fragment = constructor.newInstance();
        var method = fragment.getClass().getDeclaredMethod("fragment", Coroutine.class);
        method.setAccessible(true);
        method.invoke(fragment, serve());
    }

    private static Coroutine<Void> serve() {
        return async(
                () -> {
                    try {
                        System.out.println("serves");
                        await(sleep(3600));
                    } finally {
                        System.out.println("cleans up");
                    }
                });
    }
}
