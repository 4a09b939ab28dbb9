// SPDX-License-Identifier: Apache-2.0
package stranger;

import static dev.asyncio4j.Asyncio.*;

import io.opentelemetry.context.Context;
import io.opentelemetry.context.ContextKey;

/// Names no class of the library: its storage is found as a service, or a task would see what
/// another has set.
public final class Main {

    private static final ContextKey<String> USER = ContextKey.named("user");

    private Main() {}

    public static void main(String[] none) {
        run(
                async(
                        () -> {
                            var other =
                                    createTask(
                                            async(
                                                    () -> {
                                                        var ben = Context.root().with(USER, "Ben");
                                                        var scope = ben.makeCurrent();
                                                        await(sleep(0.01));
                                                        scope.close();
                                                    }));
                            var scope = Context.root().with(USER, "Ann").makeCurrent();
                            await(sleep(0.001));
                            System.out.println(Context.current().get(USER));
                            scope.close();
                            await(other);
                        }));
    }
}
