// SPDX-License-Identifier: Apache-2.0
// Two programs of the system at the same time; their lines are read as they come.
// Run it with: ./asyncio run examples/ChildProcess.java

import static dev.asyncio4j.Asyncio.*;
import static dev.asyncio4j.net.process.Subprocess.*;

import dev.asyncio4j.Coroutine;
import dev.asyncio4j.net.process.SubprocessOptions;

Coroutine<Void> watch(String name, String command) {
    return async(
            () -> {
                var piped = SubprocessOptions.defaults().withStdout(PIPE);
                try (var child = await(createSubprocessShell(piped, command))) {
                    for (byte[] line : awaitEach(child.stdout())) {
                        System.out.printf("[%s] %s", name, new String(line));
                    }
                    System.out.printf("[%s] ended with %d%n", name, await(child.waitOn()));
                }
            });
}

void main() {
    run(
            async(
                    () ->
                            await(
                                    gather(
                                            watch("tick", "echo one; sleep 0.4; echo two"),
                                            watch("tock", "sleep 0.2; echo and a half; exit 3")))));
}
