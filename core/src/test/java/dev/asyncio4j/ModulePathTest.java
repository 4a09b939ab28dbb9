// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;

import dev.asyncio4j.loop.ChildJvm;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.spi.ToolProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A stranger's module that requires ours, with nothing else on the module path.
class ModulePathTest {

    private static final Path LIBRARY =
            Path.of(System.getProperty("asyncio4j.root", ".."), "core", "target", "classes");

    @TempDir private Path folder;

    @BeforeEach
    void compile() throws Exception {
        Path module =
                write(
                        "module-info.java",
                        """
                        module app {
                            requires dev.asyncio4j;
                        }
                        """);
        Path program =
                write(
                        "Main.java",
                        """
                        package app;

                        import static dev.asyncio4j.Asyncio.*;

                        public class Main {
                            public static void main(String[] arguments) {
                                System.out.println(run(async(() -> await(gather(async(() -> 1), sleep(0.001, 2))))));
                            }
                        }
                        """);
        var said = new StringWriter();
        int status =
                ToolProvider.findFirst("javac")
                        .orElseThrow()
                        .run(
                                new PrintWriter(said),
                                new PrintWriter(said),
                                "-p",
                                LIBRARY.toString(),
                                "-d",
                                folder.toString(),
                                module.toString(),
                                program.toString());
        assertThat(status).as(said::toString).isZero();
        assertThat(said.toString()).isEmpty();
    }

    @Test
    void opened_runsOnOwnedStrandsWithoutAWord() throws Exception {
        ChildJvm app = run("--add-opens=java.base/java.lang=dev.asyncio4j");

        assertThat(app.out()).as(app.err()).containsExactly("[1, 2]");
        assertThat(app.err()).isEmpty();
    }

    @Test
    void notOpened_runsOnHandOffStrandsAndSaysWhatToAdd() throws Exception {
        ChildJvm app = run();

        assertThat(app.out()).as(app.err()).containsExactly("[1, 2]");
        assertThat(app.err()).contains("--add-opens java.base/java.lang=dev.asyncio4j");
    }

    private Path write(String name, String text) throws Exception {
        return Files.writeString(folder.resolve(name), text);
    }

    private ChildJvm run(String... options) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(options));
        command.addAll(List.of("-p", LIBRARY + java.io.File.pathSeparator + folder));
        command.addAll(List.of("-m", "app/app.Main"));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().remove("JAVA_TOOL_OPTIONS");
        builder.environment().remove("JDK_JAVA_OPTIONS");
        return ChildJvm.finish(builder.start());
    }
}
