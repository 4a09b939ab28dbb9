// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `asyncio pstree`.
@Command(
        name = "pstree",
        description = "Shows who awaits whom: below each task stand those that it awaits.")
final class PstreeCommand implements Callable<Integer> {

    @Mixin private Target target;
    @Mixin private PsCommand.Form form;
    @Spec private CommandSpec spec;

    @Option(names = "--stacks", description = "Shows all of a task's stack, outermost call first.")
    private boolean stacks;

    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    PstreeCommand() {}

    /// A loop in JSON.
    record Trees(int loop, boolean answered, List<String> blocked, List<Forest.Node> trees) {}

    /// A program in JSON.
    record Answer(long pid, String program, List<Trees> loops) {}

    @Override
    public Integer call() throws Failure {
        Program program = target.program();
        if (program == null) {
            return target.list(form.asJson);
        }
        Look look = Look.at(program, form.limit, true);
        PrintWriter out = AsyncioCommand.out(spec);
        if (form.asJson) {
            out.println(Told.json(json(look)));
        } else {
            for (Look.Loop loop : look.loops()) {
                look.heading(loop).forEach(out::println);
                List<Forest.Node> trees = Forest.of(loop.tasks());
                for (Forest.Node tree : trees) {
                    print(tree, "", tree == trees.getLast(), out);
                }
            }
        }
        out.flush();
        return 0;
    }

    private static Answer json(Look look) {
        List<Trees> loops =
                look.loops().stream()
                        .map(
                                loop ->
                                        new Trees(
                                                loop.loop(),
                                                loop.answered(),
                                                loop.blocked(),
                                                Forest.of(loop.tasks())))
                        .toList();
        return new Answer(look.pid(), look.program(), loops);
    }

    private void print(Forest.Node node, String indent, boolean isLast, PrintWriter out) {
        out.println(indent + (isLast ? "└── " : "├── ") + line(node));
        String below = indent + (isLast ? "    " : "│   ");
        if (stacks && node.seen().isEmpty()) {
            String bar = node.awaits().isEmpty() ? "    " : "│   ";
            for (String frame : node.task().stack().reversed()) {
                out.println(below + bar + "at " + Harmless.text(frame));
            }
        }
        for (Forest.Node each : node.awaits()) {
            print(each, below, each == node.awaits().getLast(), out);
        }
    }

    private String line(Forest.Node node) {
        Told.Task task = node.task();
        StringBuilder line = new StringBuilder(Harmless.text(task.name()));
        line.append("  ").append(task.state());
        if (task.waitsFor() != null) {
            line.append(' ').append(Times.span(task.waitedMillis()));
            if (node.awaits().isEmpty()) { // else what it awaits stands below
                line.append(" for ").append(Harmless.text(task.waitsFor()));
            }
        }
        if (!task.stack().isEmpty() && !stacks) {
            line.append("  at ").append(Harmless.text(task.stack().getFirst()));
        }
        return switch (node.seen()) {
            case "above" -> line.append("  (see above)").toString();
            case "circle" -> line.append("  (a circle: see above)").toString();
            case "below" -> line.append("  (see below)").toString();
            default -> line.toString();
        };
    }
}
