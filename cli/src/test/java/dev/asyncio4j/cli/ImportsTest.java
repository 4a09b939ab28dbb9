// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import jdk.jshell.JShell;
import jdk.jshell.Snippet.Status;
import jdk.jshell.SnippetEvent;
import jdk.jshell.execution.LocalExecutionControlProvider;
import org.junit.jupiter.api.Test;

/// What the prompt imports: each public type of ours can be called by its name alone, although the
/// JDK has some of the same names.
class ImportsTest {

    private static final Path ROOT = Path.of(System.getProperty("asyncio4j.root", ".."));

    @Test
    void names_ofOurTypes_areOurs() throws IOException {
        String imports = ReplCommand.imports();
        StringBuilder uses = new StringBuilder("class Uses {");
        Matcher packages =
                Pattern.compile("import (dev\\.asyncio4j[a-z0-9.]*)\\.\\*;").matcher(imports);
        int count = 0;
        while (packages.find()) {
            for (String name : types(packages.group(1))) {
                uses.append(" Class<? extends ").append(packages.group(1)).append('.').append(name);
                uses.append("> f").append(count++).append(" = ").append(name).append(".class;");
            }
        }
        try (JShell shell =
                JShell.builder()
                        .executionEngine(new LocalExecutionControlProvider(), java.util.Map.of())
                        .build()) {
            shell.addToClasspath(System.getProperty("java.class.path"));
            imports.lines().forEach(shell::eval);

            SnippetEvent compiled = shell.eval(uses.append(" }").toString()).getFirst();

            List<String> troubles =
                    shell.diagnostics(compiled.snippet())
                            .map(each -> each.getMessage(java.util.Locale.ROOT))
                            .toList();
            assertThat(troubles).isEmpty();
            assertThat(compiled.status()).isEqualTo(Status.VALID);
        }
        assertThat(count).isGreaterThan(80);
    }

    @Test
    void callGraph_isReady_andHttpOnlyWhereItIs() throws IOException {
        assertThat(ReplCommand.imports())
                .contains("import static dev.asyncio4j.inspect.CallGraph.*;\n")
                .doesNotContain("asyncio4j.http"); // which is not here
    }

    private static Iterable<String> types(String inPackage) throws IOException {
        TreeSet<String> names = new TreeSet<>();
        Pattern type = Pattern.compile("(?m)^public [a-z -]*(?:class|interface|record|enum) ");
        for (String module : List.of("core", "net")) {
            Path folder =
                    ROOT.resolve(module)
                            .resolve("src/main/java")
                            .resolve(inPackage.replace('.', '/'));
            if (Files.isDirectory(folder)) {
                try (var files = Files.list(folder)) {
                    for (Path file :
                            files.filter(each -> each.toString().endsWith(".java")).toList()) {
                        if (type.matcher(Files.readString(file)).find()) {
                            names.add(file.getFileName().toString().replace(".java", ""));
                        }
                    }
                }
            }
        }
        return names;
    }
}
