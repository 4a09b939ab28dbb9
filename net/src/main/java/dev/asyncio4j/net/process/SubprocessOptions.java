// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net.process;

import dev.asyncio4j.net.stream.StreamReader;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// How a child is started. Immutable; each `with` returns a changed copy. **Like** the keyword
/// arguments of `create_subprocess_exec`.
///
/// @param stdin what it reads
/// @param stdout what it writes
/// @param stderr its errors
/// @param limit of the streams, in bytes, as `StreamReader`'s; positive
/// @param env all of its environment; null: this process's own
/// @param cwd the directory it begins in; null: this process's own
/// @param newSession whether it is cut off from this process's terminal, and so from its Ctrl-C.
///     Only where the system may be called directly, see [Subprocess#launcher()]
public record SubprocessOptions(
        Stdio stdin,
        Stdio stdout,
        Stdio stderr,
        int limit,
        @Nullable Map<String, String> env,
        @Nullable Path cwd,
        boolean newSession) {

    /// Checks what can be checked here.
    /// @throws IllegalArgumentException if a stream cannot lead there, or the limit is not positive
    public SubprocessOptions {
        if (stdin == Stdio.Plain.STDOUT || stdin instanceof Stdio.ToFile) {
            throw new IllegalArgumentException(
                    "stdin: " + stdin + " (expected: INHERIT, PIPE, DEVNULL or FromFile)");
        }
        ensureOutput("stdout", stdout);
        ensureOutput("stderr", stderr);
        if (stdout == Stdio.Plain.STDOUT) {
            throw new IllegalArgumentException("stdout: STDOUT (expected: STDOUT for stderr only)");
        }
        Objects.requireNonNull(stdin, "stdin");
        if (limit <= 0) {
            throw new IllegalArgumentException("limit: " + limit + " (expected: > 0)");
        }
        env = env == null ? null : Map.copyOf(env);
    }

    private static void ensureOutput(String name, Stdio stdio) {
        Objects.requireNonNull(stdio, name);
        if (stdio instanceof Stdio.FromFile) {
            throw new IllegalArgumentException(
                    name + ": " + stdio + " (expected: INHERIT, PIPE, DEVNULL or ToFile)");
        }
    }

    /// All three streams are this process's own: what `createSubprocessExec` uses.
    public static SubprocessOptions defaults() {
        return all(Stdio.Plain.INHERIT);
    }

    /// All three streams are pipes: what `subprocessExec` uses.
    public static SubprocessOptions pipes() {
        return all(Stdio.Plain.PIPE);
    }

    private static SubprocessOptions all(Stdio stdio) {
        return new SubprocessOptions(
                stdio, stdio, stdio, StreamReader.DEFAULT_LIMIT, null, null, false);
    }

    /// The same with another input.
    public SubprocessOptions withStdin(Stdio newStdin) {
        return new SubprocessOptions(newStdin, stdout, stderr, limit, env, cwd, newSession);
    }

    /// The same with another output.
    public SubprocessOptions withStdout(Stdio newStdout) {
        return new SubprocessOptions(stdin, newStdout, stderr, limit, env, cwd, newSession);
    }

    /// The same with another place for errors.
    public SubprocessOptions withStderr(Stdio newStderr) {
        return new SubprocessOptions(stdin, stdout, newStderr, limit, env, cwd, newSession);
    }

    /// The same with another limit of the streams.
    public SubprocessOptions withLimit(int newLimit) {
        return new SubprocessOptions(stdin, stdout, stderr, newLimit, env, cwd, newSession);
    }

    /// The same with this environment, and nothing but it.
    public SubprocessOptions withEnv(Map<String, String> newEnv) {
        return new SubprocessOptions(stdin, stdout, stderr, limit, newEnv, cwd, newSession);
    }

    /// The same in another directory.
    public SubprocessOptions withCwd(Path newCwd) {
        return new SubprocessOptions(stdin, stdout, stderr, limit, env, newCwd, newSession);
    }

    /// The same in a session of its own or not. **Like** `start_new_session`.
    public SubprocessOptions withNewSession(boolean isNew) {
        return new SubprocessOptions(stdin, stdout, stderr, limit, env, cwd, isNew);
    }
}
