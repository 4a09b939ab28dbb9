// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.cli;

import java.io.Console;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jline.terminal.Attributes;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStyle;
import org.jline.utils.Display;
import org.jline.utils.InfoCmp.Capability;
import org.jline.utils.NonBlockingReader;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `asyncio top`.
@Command(
        name = "top",
        description = {
            "Shows live what the loops of a program do: how busy and how late they are, which tasks take"
                    + " the time, what the others wait for, and what is probably not meant.",
            "",
            "Key q ends it, the space bar halts and goes on. Without a terminal it shows one picture."
        })
final class TopCommand implements Callable<Integer> {

    private static final int WIDE = 160;

    @Mixin private Target target;
    @Mixin private PsCommand.Form form;
    @Spec private CommandSpec spec;

    @Option(names = "--once", description = "Shows one picture and ends; with --json as JSON.")
    private boolean once;

    @Option(
            names = "--interval",
            paramLabel = "SECONDS",
            defaultValue = "1",
            description = "How long to watch between two pictures; ${DEFAULT-VALUE} if not given.")
    private double interval;

    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    TopCommand() {}

    @Override
    public Integer call() throws Failure, IOException, InterruptedException {
        if (!(interval >= 0.1 && interval <= 3600)) {
            throw new ParameterException(
                    spec.commandLine(), "--interval: " + interval + " (expected: 0.1 to 3600)");
        }
        Program program = target.program();
        if (program == null) {
            return target.list(form.asJson);
        }
        Lookout lookout = new Lookout(program, form.limit);
        if (once || form.asJson || !isOnTerminal()) {
            lookout.look();
            TimeUnit.MILLISECONDS.sleep((long) (interval * 1000));
            print(lookout.look());
            return 0;
        }
        return live(lookout);
    }

    @SuppressWarnings("SystemConsoleNull") // NullAway holds to what it may return by its contract
    private static boolean isOnTerminal() {
        Console console = System.console();
        return console != null && console.isTerminal();
    }

    private void print(Frame frame) {
        PrintWriter out = AsyncioCommand.out(spec);
        if (form.asJson) {
            out.println(Told.json(frame));
        } else {
            frame.lines(WIDE, 200).forEach(out::println);
        }
        out.flush();
    }

    private int live(Lookout lookout) throws IOException, Failure {
        try (Terminal terminal = TerminalBuilder.builder().system(true).build()) {
            Attributes before = terminal.enterRawMode();
            terminal.puts(Capability.enter_ca_mode);
            terminal.puts(Capability.cursor_invisible);
            Display display = new Display(terminal, true);
            try {
                lookout.look(); // from now on it is watched
                watch(lookout, terminal, display);
            } finally {
                terminal.puts(Capability.cursor_visible);
                terminal.puts(Capability.exit_ca_mode);
                terminal.setAttributes(before);
                terminal.flush();
            }
        }
        return 0;
    }

    private void watch(Lookout lookout, Terminal terminal, Display display)
            throws IOException, Failure {
        NonBlockingReader keys = terminal.reader();
        boolean isHalted = false;
        long pause = 200; // the first picture comes soon
        while (true) {
            int key = keys.read(pause);
            if (key == 'q' || key == 'Q' || key == 3 || key == NonBlockingReader.EOF) {
                return;
            }
            isHalted = (key == ' ') != isHalted;
            pause = (long) (interval * 1000);
            if (!isHalted) {
                Size size = terminal.getSize();
                int width = size.getColumns() > 0 ? size.getColumns() : 80;
                int height = size.getRows() > 0 ? size.getRows() : 24;
                display.resize(Size.of(width, height));
                display.update(styled(lookout.look().lines(width - 1, height - 1)), 0);
            }
        }
    }

    private static List<AttributedString> styled(List<String> lines) {
        return lines.stream()
                .map(
                        line ->
                                new AttributedString(
                                        line,
                                        line.startsWith("! ")
                                                ? AttributedStyle.DEFAULT
                                                        .foreground(AttributedStyle.RED)
                                                        .bold()
                                                : line.strip().startsWith("BUSY")
                                                        ? AttributedStyle.INVERSE
                                                        : AttributedStyle.DEFAULT))
                .toList();
    }
}
