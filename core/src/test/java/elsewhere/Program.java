// SPDX-License-Identifier: Apache-2.0
package elsewhere;

import static dev.asyncio4j.Asyncio.*;

import dev.asyncio4j.AsyncGenerator;
import dev.asyncio4j.Coroutine;
import dev.asyncio4j.Task;

import java.io.IOException;
import java.util.List;

/// A user's code, outside the library's package, for tests of stacks.
public final class Program {

    private Program() {}

    public static Coroutine<Void> outer() {
        return async(() -> inner());
    }

    private static void inner() {
        nap();
    }

    private static void nap() {
        await(sleep(1));
    }

    public static Coroutine<Void> failing() {
        return async(() -> fail());
    }

    private static void fail() throws IOException {
        await(sleep(0));
        throw new IOException("disk");
    }

    public static Coroutine<Void> awaiting(Task<Void> task) {
        return async(() -> waitForIt(task));
    }

    private static void waitForIt(Task<Void> task) {
        await(task);
    }

    public static Coroutine<List<StackTraceElement>> looksAtItself() {
        return async(() -> look());
    }

    private static List<StackTraceElement> look() {
        return Task.current().stack();
    }

    public static Coroutine<Integer> asking() {
        return async(() -> ask());
    }

    private static int ask() {
        return await(waiting().next());
    }

    private static AsyncGenerator<Integer> waiting() {
        return generator(out -> makeNext());
    }

    private static void makeNext() {
        await(sleep(1));
    }

    /// Calls `code` two calls deep.
    public static Coroutine<Void> calling(Runnable code) {
        return async(() -> call(code));
    }

    private static void call(Runnable code) {
        code.run();
    }
}
