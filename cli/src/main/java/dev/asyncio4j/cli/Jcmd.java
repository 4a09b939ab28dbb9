// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The JDK's own command by which a JVM is told to record.
final class Jcmd {

    private final long pid;

    Jcmd(long pid) {
        this.pid = pid;
    }

    /// Runs one of its commands in the JVM.
    /// @param sign what its answer contains if it was done
    /// @throws Failure if it was not, with what was answered
    void run(String sign, String... words) throws Failure, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString());
        command.add("-J-XX:TieredStopAtLevel=1");
        command.add("-J-XX:+UseSerialGC");
        command.add(Long.toString(pid));
        command.addAll(List.of(words));
        try {
            Process jcmd = new ProcessBuilder(command).redirectErrorStream(true).start();
            jcmd.getOutputStream().close();
            String answer =
                    new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            jcmd.waitFor();
            if (!answer.contains(sign)) {
                String last = answer.lines().reduce("no answer", (before, line) -> line);
                throw new Failure(
                        "process " + pid + " does not record: " + Harmless.text(last.strip()));
            }
        } catch (IOException none) {
            throw new Failure("jcmd cannot be run: " + none.getMessage(), none);
        }
    }
}
