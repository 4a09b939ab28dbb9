// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.cli;

import dev.asyncio4j.console.Replay;
import dev.asyncio4j.console.WhiteboardOptions;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `asyncio whiteboard`.
@Command(
        name = "whiteboard",
        description = {
            "Shows a recording of asyncio record on the whiteboard: a page in the browser, on which one"
                    + " goes through time and sees who was ready, who ran, and who waited for what.",
            "",
            "It prints the address of the page, which is for this machine alone, and serves it until"
                    + " Ctrl-C. A program that runs is shown by asyncio run --whiteboard."
        })
final class WhiteboardCommand implements Callable<Integer> {

    @Option(
            names = "--port",
            paramLabel = "N",
            defaultValue = "0",
            description = "Where to serve the page; any port that is free if not given.")
    private int port;

    @Parameters(paramLabel = "FILE", description = "What asyncio record has written.")
    private Path file;

    @Spec private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    WhiteboardCommand() {}

    @Override
    public Integer call() throws Failure {
        if (port < 0 || port > 65_535) {
            throw new ParameterException(
                    spec.commandLine(), "--port: " + port + " (expected: 0 to 65535)");
        }
        try (Replay replay = open()) {
            Recording seen = Recording.of(file);
            PrintWriter out = AsyncioCommand.out(spec);
            out.printf(
                    Locale.ROOT,
                    "Whiteboard: %s%n%s: %s, %s, %s. Ctrl-C ends it.%n",
                    replay.url(),
                    seen.program(),
                    count(seen.tasks(), "task"),
                    count(seen.steps(), "step"),
                    Times.span(Math.round(seen.micros() / 1000)));
            out.flush();
            new CountDownLatch(1).await();
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt(); // and so to the end
        }
        return 0;
    }

    private static String count(long number, String what) {
        return number + " " + what + (number == 1 ? "" : "s");
    }

    private Replay open() throws Failure {
        String name = Harmless.text(file.toString());
        if (!Files.exists(file)) {
            throw new Failure(name + ": no such file");
        }
        try {
            return Replay.open(file, WhiteboardOptions.defaults().withPort(port).withQuiet(true));
        } catch (UncheckedIOException refused) {
            throw new Failure(
                    refused.getCause() instanceof AccessDeniedException
                            ? name + ": may not be read"
                            : Harmless.text(String.valueOf(refused.getMessage())),
                    refused);
        }
    }
}
