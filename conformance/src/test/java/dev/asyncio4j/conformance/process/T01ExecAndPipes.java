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
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;

/// `createSubprocessExec`: stdin, stdout and stderr as streams, communicate, returncode and wait,
/// inherited and discarded streams, stderr into stdout, arguments that are refused.
public final class T01ExecAndPipes {

    private static final SubprocessOptions INHERITING = SubprocessOptions.defaults();
    private static final SubprocessOptions OUT = INHERITING.withStdout(PIPE);
    private static final SubprocessOptions IN_OUT = OUT.withStdin(PIPE);

    public static void main(String[] args) {
        run(program());
    }

    static Coroutine<Void> program() {
        return async(
                () -> {
                    Process p = await(createSubprocessExec(IN_OUT, "cat"));
                    print("returncode while it runs:", p.returncode(), "| stderr:", orNone(p));
                    p.stdin().write("line 1\n");
                    print(await(p.stdout().readline()));
                    p.stdin().write("line 2\nline 3");
                    p.stdin().close();
                    print(await(p.stdout().read()));
                    print(
                            "wait:",
                            await(p.waitOn()),
                            "again:",
                            await(p.waitOn()),
                            "returncode:",
                            p.returncode());

                    p =
                            await(
                                    createSubprocessExec(
                                            SubprocessOptions.pipes(),
                                            "sh",
                                            "-c",
                                            "cat; echo err >&2; exit 3"));
                    print(
                            "communicate:",
                            pair(await(p.communicate("input"))),
                            "returncode",
                            p.returncode());
                    p =
                            await(
                                    createSubprocessExec(
                                            OUT.withStderr(STDOUT),
                                            "sh",
                                            "-c",
                                            "echo out; echo err >&2"));
                    print("merged:", pair(await(p.communicate())));
                    p =
                            await(
                                    createSubprocessExec(
                                            OUT.withStdin(DEVNULL).withStderr(DEVNULL),
                                            "sh",
                                            "-c",
                                            "echo x; read a || echo no input"));
                    print("devnull:", pair(await(p.communicate())));
                    p = await(createSubprocessExec("true"));
                    print(
                            "no pipes:",
                            orNone(p),
                            orNone(p),
                            pair(await(p.communicate())),
                            p.returncode());
                    p = await(createSubprocessExec(IN_OUT, "cat"));
                    print("empty input:", pair(await(p.communicate(""))), p.returncode());

                    print("-- much data both ways");
                    p = await(createSubprocessExec(IN_OUT, "cat"));
                    byte[] out = await(p.communicate("z".repeat(1_000_000))).stdout();
                    print(out.length, p.returncode());

                    print("-- several at once");
                    print(await(gather(one(0), one(1), one(2), one(3))));
                    print("-- two tasks wait for one process");
                    p = await(createSubprocessExec("sleep", "0.03"));
                    print(await(gather(p.waitOn(), p.waitOn())));
                    print("-- environment and directory");
                    p =
                            await(
                                    createSubprocessExec(
                                            OUT.withEnv(Map.of("GREETING", "hi"))
                                                    .withCwd(Path.of("/")),
                                            "/bin/sh",
                                            "-c",
                                            "echo $GREETING; pwd"));
                    print(await(p.communicate()).stdout());

                    try {
                        await(createSubprocessExec("/no/such/program"), NoSuchFileException.class);
                    } catch (NoSuchFileException e) {
                        print(name(e));
                    }
                });
    }

    static Coroutine<Tuple> one(int i) {
        return async(
                () -> {
                    Process p =
                            await(
                                    createSubprocessExec(
                                            OUT, "sh", "-c", "echo " + i + "; exit " + i));
                    byte[] out = await(p.communicate()).stdout();
                    return Tuple.of(out, p.returncode());
                });
    }

    /// A stream that is no pipe is None in Python; here it refuses.
    static Object orNone(Process process) {
        try {
            return process.stderr();
        } catch (IllegalStateException noPipe) {
            return null;
        }
    }

    static Tuple pair(ProcessOutput output) {
        return Tuple.of(output.stdout(), output.stderr());
    }
}
