// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.conformance.process;

import static dev.asyncio4j.Asyncio.*;
import static dev.asyncio4j.conformance.Py.*;
import static dev.asyncio4j.net.process.Subprocess.*;

import dev.asyncio4j.Coroutine;
import dev.asyncio4j.conformance.Tuple;
import dev.asyncio4j.net.process.Process;
import dev.asyncio4j.net.process.ProcessOutput;
import dev.asyncio4j.net.process.SubprocessOptions;

/// `createSubprocessShell`: the command line is given to the shell (pipes, exit codes, quoting); a
/// missing command is exit code 127, not an exception; the same streams as with exec.
public final class T02Shell {

    private static final SubprocessOptions OUT = SubprocessOptions.defaults().withStdout(PIPE);

    public static void main(String[] args) {
        run(program());
    }

    static Coroutine<Tuple> sh(String command) {
        return async(
                () -> {
                    Process p = await(createSubprocessShell(OUT.withStderr(PIPE), command));
                    return outcome(p, await(p.communicate()));
                });
    }

    static Coroutine<Tuple> sh(String command, String input) {
        return async(
                () -> {
                    Process p = await(createSubprocessShell(SubprocessOptions.pipes(), command));
                    return outcome(p, await(p.communicate(input)));
                });
    }

    static Tuple outcome(Process p, ProcessOutput output) {
        return Tuple.of(p.returncode(), output.stdout(), output.stderr().length > 0);
    }

    static Coroutine<Void> program() {
        return async(
                () -> {
                    print(await(sh("echo one two | tr a-z A-Z")));
                    print(await(sh("exit 7")));
                    print(await(sh("no_such_command_at_all")));
                    print(await(sh("sort", "b\na\nc\n")));
                    print(await(sh("echo \"quoted  spaces\"; echo $((6*7))")));
                    Process p = await(createSubprocessShell(OUT, "echo a; sleep 0.05; echo b"));
                    for (byte[] line : awaitEach(p.stdout())) {
                        print("line", line, "running", p.returncode() == null);
                        break;
                    }
                    print(await(p.stdout().read()), await(p.waitOn()));
                });
    }
}
