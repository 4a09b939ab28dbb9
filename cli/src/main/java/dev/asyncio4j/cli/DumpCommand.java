// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `asyncio dump`.
@Command(
        name = "dump",
        description =
                "Prints all tasks of a program with their stacks, as a thread dump does threads.")
final class DumpCommand implements Callable<Integer> {

    @Mixin private Target target;
    @Mixin private PsCommand.Form form;
    @Spec private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    DumpCommand() {}

    @Override
    public Integer call() throws Failure {
        Program program = target.program();
        if (program == null) {
            return target.list(form.asJson);
        }
        Look look = Look.at(program, form.limit, true);
        PrintWriter out = AsyncioCommand.out(spec);
        if (form.asJson) {
            out.println(Told.json(look));
        } else {
            for (Look.Loop loop : look.loops()) {
                look.heading(loop).forEach(out::println);
                print(loop.tasks(), out);
            }
        }
        out.flush();
        return 0;
    }

    private static void print(List<Told.Task> tasks, PrintWriter out) {
        Map<String, String> names = Look.names(tasks);
        for (Told.Task task : tasks) {
            List<String> awaiters =
                    task.awaitedBy().stream().map(id -> names.getOrDefault(id, id)).toList();
            StringBuilder line = new StringBuilder("\n'").append(task.name()).append("' ");
            line.append(task.state());
            if (task.waitsFor() != null) {
                line.append(' ').append(Times.span(task.waitedMillis()));
                line.append(" for ").append(task.waitsFor());
            }
            line.append(task.code() == null ? "" : ", code " + task.code());
            line.append(awaiters.isEmpty() ? "" : ", awaited by " + String.join(", ", awaiters));
            out.println();
            out.println(Harmless.text(line.substring(1)));
            task.stack().forEach(frame -> out.println("    at " + Harmless.text(frame)));
        }
    }
}
