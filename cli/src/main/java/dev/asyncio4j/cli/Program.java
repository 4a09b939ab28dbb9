// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/// A program that can be inspected: the client's end of its channel.
///
/// @param pid its process
/// @param started when that began, in milliseconds since 1970
/// @param socket where it answers
/// @param uid whose it is
record Program(long pid, long started, Path socket, int uid) {

    private static final int PROTOCOL = 1;
    private static final Duration PATIENCE = Duration.ofSeconds(8);

    /// Options of `java` whose value is the next word.
    private static final Set<String> PAIRS =
            Set.of(
                    "-cp",
                    "-classpath",
                    "--class-path",
                    "-p",
                    "--module-path",
                    "--upgrade-module-path",
                    "--add-modules",
                    "--add-opens",
                    "--add-exports",
                    "--add-reads",
                    "--limit-modules",
                    "--patch-module",
                    "--enable-native-access",
                    "--describe-module",
                    "--source");

    String whom() {
        return "process " + pid;
    }

    Told.About about() throws Failure {
        return about(PATIENCE);
    }

    Told.About about(Duration patience) throws Failure {
        Told.About about = ask("{\"ask\":\"about\"}", Told.About.class, patience);
        if (about.protocol() != PROTOCOL) {
            throw new Failure(
                    whom()
                            + " speaks protocol "
                            + about.protocol()
                            + " (expected: "
                            + PROTOCOL
                            + "); use the asyncio of its version");
        }
        return about;
    }

    /// The tasks of its loop number `loop`.
    Told.Tasks tasks(int loop, int limit, boolean stacks) throws Failure {
        String request =
                "{\"ask\":\"tasks\",\"loop\":%d,\"limit\":%d,\"stacks\":%s}"
                        .formatted(loop, limit, stacks);
        return ask(request, Told.Sent.class, PATIENCE).unpack();
    }

    /// What was seen of its loop number `loop` since somebody watches; it is watched from now on.
    Told.Watch watch(int loop) throws Failure {
        return ask("{\"ask\":\"watch\",\"loop\":%d}".formatted(loop), Told.Watch.class, PATIENCE);
    }

    private <T> T ask(String request, Class<T> type, Duration patience) throws Failure {
        return Told.read(whom(), Channel.ask(whom(), socket, uid, request, patience), type);
    }

    /// What it is called: its source file, jar or main class, without its arguments, which are
    /// nobody's business.
    String name() {
        return Harmless.text(name(arguments()));
    }

    private List<String> arguments() {
        return ProcessHandle.of(pid)
                .flatMap(process -> process.info().arguments())
                .map(List::of)
                .orElseGet(this::longArguments);
    }

    /// Of a command line over 4 KB, a long class path say, the JDK tells nothing; Linux does.
    private List<String> longArguments() {
        try {
            String line =
                    new String(Files.readAllBytes(Path.of("/proc/" + pid + "/cmdline")), UTF_8);
            return List.of(line.split("\0")).stream().skip(1).toList();
        } catch (IOException e) { // it has ended, or this is no Linux
            return List.of();
        }
    }

    static String name(List<String> arguments) {
        for (int i = 0; i < arguments.size(); i++) {
            String word = arguments.get(i);
            if ((word.equals("-jar") || word.equals("-m") || word.equals("--module"))
                    && i + 1 < arguments.size()) {
                return lastPart(arguments.get(i + 1));
            }
            if (PAIRS.contains(word)) {
                i++;
            } else if (!word.startsWith("-") && !word.startsWith("@")) {
                return lastPart(word);
            }
        }
        return "?";
    }

    private static String lastPart(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
