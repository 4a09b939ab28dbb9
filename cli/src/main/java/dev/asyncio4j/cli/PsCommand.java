// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `asyncio ps`.
@Command(
        name = "ps",
        description =
                "Lists the tasks of a program: what each waits for, since when, and for whom.")
final class PsCommand implements Callable<Integer> {

    @Mixin private Target target;
    @Mixin private Form form;
    @Spec private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    PsCommand() {}

    /// How a look is limited and printed, in several commands.
    static final class Form {
        @Option(names = "--json", description = "Prints JSON.")
        boolean asJson;

        @Option(
                names = "--limit",
                paramLabel = "N",
                defaultValue = "1000",
                description =
                        "Shows at most N tasks of a loop, the oldest; ${DEFAULT-VALUE} if not given.")
        int limit;
    }

    @Override
    public Integer call() throws Failure {
        Program program = target.program();
        if (program == null) {
            return target.list(form.asJson);
        }
        Look look = Look.at(program, form.limit, false);
        PrintWriter out = AsyncioCommand.out(spec);
        if (form.asJson) {
            out.println(Told.json(look));
        } else {
            for (Look.Loop loop : look.loops()) {
                look.heading(loop).forEach(out::println);
                table(loop.tasks()).print(out);
            }
        }
        out.flush();
        return 0;
    }

    static Table table(List<Told.Task> tasks) {
        Map<String, String> names = Look.names(tasks);
        Table table =
                new Table("ID", "TASK", "STATE", "SINCE", "CODE", "AWAITED BY", "WAITS FOR")
                        .rightAligned(3);
        for (Told.Task task : tasks) {
            List<String> awaiters =
                    task.awaitedBy().stream().map(id -> names.getOrDefault(id, id)).toList();
            table.row(
                    task.id(),
                    task.name(),
                    task.state(),
                    task.waitsFor() == null ? "" : Times.span(task.waitedMillis()),
                    task.code() == null ? "" : task.code(),
                    String.join(", ", awaiters),
                    task.waitsFor() == null ? "" : task.waitsFor());
        }
        return table;
    }
}
