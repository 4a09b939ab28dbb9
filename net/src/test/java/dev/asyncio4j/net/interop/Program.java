// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net.interop;

import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.net.Stage.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.asyncio4j.net.process.Process;
import dev.asyncio4j.net.process.ProcessOutput;
import dev.asyncio4j.net.process.Subprocess;
import dev.asyncio4j.net.process.SubprocessOptions;
import dev.asyncio4j.net.stream.StreamReader;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A program that others wrote, and the Debian package that has it.
enum Program {
    PYTHON("python3", "python3"),
    CURL("curl", "curl"),
    NC("nc.openbsd", "netcat-openbsd"),
    SOCAT("socat", "socat");

    private static final Path PEER =
            Path.of(
                    System.getProperty("asyncio4j.root", ".."),
                    "net/src/test/resources/interop/peer.py");

    private final String command;
    private final String debianPackage;

    Program(String command, String debianPackage) {
        this.command = command;
        this.debianPackage = debianPackage;
    }

    /// Starts it with pipes; whoever closes the child ends it.
    Process start(String... arguments) {
        boolean found =
                Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                        .anyMatch(folder -> Files.isExecutable(Path.of(folder, command)));
        if (!found) {
            fail(
                    "no program %s on the PATH: install the Debian package %s",
                    command, debianPackage);
        }
        return await(
                Subprocess.createSubprocessExec(SubprocessOptions.pipes(), command, arguments));
    }

    /// One of the parts that `peer.py` plays, with Python's asyncio.
    static Process peer(String part, Object... arguments) {
        String[] all = new String[arguments.length + 2];
        all[0] = PEER.toString();
        all[1] = part;
        for (int i = 0; i < arguments.length; i++) {
            all[i + 2] = arguments[i].toString();
        }
        return PYTHON.start(all);
    }

    // ---- talking to a child

    /// The next line it writes.
    static String line(Process child) {
        byte[] line = await(child.stdout().readline());
        if (line.length == 0) {
            fail("it wrote no line, but: " + text(await(child.stderr().read())));
        }
        return text(line).stripTrailing();
    }

    /// The number in the first line of `output` in which `pattern` is found.
    static int number(StreamReader output, String pattern) {
        StringBuilder seen = new StringBuilder();
        while (true) {
            String line = text(await(output.readline()));
            Matcher found = Pattern.compile(pattern).matcher(line);
            if (found.find()) {
                return Integer.parseInt(found.group(1));
            }
            assertThat(line).as("no %s in %s", pattern, seen).isNotEmpty();
            seen.append(line);
        }
    }

    /// What it wrote, when it has ended well.
    static String output(Process child, String input) {
        ProcessOutput end = await(child.communicate(input));
        assertThat(child.returncode()).as(text(end.stderr())).isZero();
        return text(end.stdout());
    }
}
