// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.nats;

import static dev.asyncio4j.Asyncio.async;
import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.Asyncio.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.asyncio4j.durable.Codec;
import dev.asyncio4j.durable.DurableQueue;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Holds `docs/durable-queues.md` and its table in `docs/asyncio-map.md` to the library: programs
/// do what it says, and all types are named.
class GuideTest {
    private static final Path ROOT = Path.of(System.getProperty("asyncio4j.root", ".."));
    private static final Pattern PROGRAM = Pattern.compile("(?s)```java\n(.*?)```");
    private static final Pattern CODE = Pattern.compile("`(\\w+)`");

    @TempDir private Path classes;

    @Test
    void programInMemory_getsWhatItHasPut() throws Exception {
        assertThat(printed(() -> main(compile(programs().getFirst(), "Memory"))))
                .isEqualTo("got tea\ngot milk\n");
    }

    @Test
    @Tag("real-time")
    void programOnABroker_worksUntilSomebodyClosesTheQueue() throws Exception {
        try (var server = NatsServer.start()) {
            String url = "nats://127.0.0.1:" + server.port();
            String program = programs().getLast();
            assertThat(program).contains("nats://127.0.0.1:4222", "System.out.println(order);");
            // What ends it here; a reader's ends with the program.
            String closes =
                    "if (order.equals(\"end\")) { throw new UnsupportedOperationException(\"end\"); }";
            Class<?> type =
                    compile(
                            program.replace("nats://127.0.0.1:4222", url)
                                    .replace(
                                            "System.out.println(order);",
                                            closes + " System.out.println(order);"),
                            "Broker");
            run(
                    async(
                            () -> {
                                var orders =
                                        new DurableQueue<>(
                                                new JetStreamBroker(url, "orders"), Codec.utf8());
                                for (String order : List.of("tea", "milk", "end")) {
                                    await(orders.put(order));
                                }
                                await(orders.close());
                            }));

            String printed =
                    printed(() -> assertThatThrownBy(() -> main(type)).hasRootCauseMessage("end"));

            assertThat(printed).isEqualTo("tea\nmilk\n");
        }
    }

    private static List<String> programs() throws IOException {
        String guide = Files.readString(ROOT.resolve("docs/durable-queues.md"));
        List<String> programs =
                PROGRAM.matcher(guide).results().map(found -> found.group(1)).toList();
        assertThat(programs).hasSize(2);
        return programs;
    }

    private static void main(Class<?> program) throws Exception {
        var constructor = program.getDeclaredConstructor();
        constructor.setAccessible(true);
        var main = program.getDeclaredMethod("main");
        main.setAccessible(true);
        main.invoke(constructor.newInstance());
    }

    private interface Play {
        void run() throws Exception;
    }

    private static String printed(Play play) throws Exception {
        var out = new ByteArrayOutputStream();
        PrintStream before = System.out;
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        try {
            play.run();
        } finally {
            System.setOut(before);
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    private Class<?> compile(String program, String name) throws Exception {
        assertThat(compilationErrors(program, name)).isEmpty();
        return new URLClassLoader(new URL[] {classes.toUri().toURL()}).loadClass(name);
    }

    private String compilationErrors(String program, String name) {
        var said = new StringWriter();
        var source =
                new SimpleJavaFileObject(
                        URI.create("string:///" + name + ".java"), JavaFileObject.Kind.SOURCE) {
                    @Override
                    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                        return program;
                    }
                };
        List<String> options =
                List.of(
                        "-proc:none",
                        "-d",
                        classes.toString(),
                        "-classpath",
                        System.getProperty("java.class.path"));
        ToolProvider.getSystemJavaCompiler()
                .getTask(said, null, null, options, null, List.of(source))
                .call();
        return said.toString();
    }

    @Test
    void map_namesAllTypes() throws Exception {
        List<String> types =
                List.of("durable", "nats", "redis").stream()
                        .flatMap(module -> types(module).stream())
                        .toList();

        List<String> named =
                Files.readAllLines(ROOT.resolve("docs/asyncio-map.md")).stream()
                        .dropWhile(line -> !line.startsWith("| wish | asyncio4j-durable,"))
                        .skip(2)
                        .takeWhile(line -> line.startsWith("|"))
                        .map(line -> line.split("\\|")[2])
                        .flatMap(cell -> CODE.matcher(cell).results().map(found -> found.group(1)))
                        .toList();

        assertThat(named).containsExactlyInAnyOrderElementsOf(types);
    }

    private static List<String> types(String module) {
        try {
            return Files.readAllLines(ROOT.resolve(module + "/api/asyncio4j-" + module + ".txt"))
                    .stream()
                    .filter(line -> !line.startsWith(" "))
                    .map(line -> line.replaceAll("^.*? dev\\.asyncio4j\\.\\w+\\.([\\w$]+).*", "$1"))
                    .map(name -> name.substring(name.indexOf('$') + 1))
                    .toList();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
