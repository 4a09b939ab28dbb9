// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.module.ModuleDescriptor.Exports;
import java.lang.module.ModuleFinder;
import java.lang.reflect.Member;
import java.lang.reflect.Modifier;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Holds `docs/asyncio-map.md` to the library: what it names exists, and it names all it must.
///
/// A table of the map has `asyncio4j` at the head of its second column. There a row has names of
/// the library (`Type`, `Type.member`) or of the command (`asyncio ps`), or `later`, or `not here:
/// reason`.
@Tag("once")
class AsyncioMapTest {
    private static final Path ROOT = Path.of(System.getProperty("asyncio4j.root", ".."));
    private static final Path MAP = ROOT.resolve("docs/asyncio-map.md");
    private static final Map<String, String> MODULES = modules();
    private static final Set<String> PACKAGES = packages();

    private static final String COMMANDS = commands();

    private static final Pattern CODE = Pattern.compile("`([^`]+)`");
    private static final Pattern NAMES = Pattern.compile("`[^`]+`(, `[^`]+`)*");
    private static final Pattern NOT_HERE = Pattern.compile("not here: \\S.*");
    private static final Pattern PROGRAM = Pattern.compile("(?s)```java\n(.*?)```");

    /// A row: the names of the first column, the second as it is, and where it stands.
    private record Row(int line, List<String> python, String ours) {
        boolean isMapped() {
            return NAMES.matcher(ours).matches();
        }

        String says(String fault) {
            return "line " + line + ": " + fault;
        }
    }

    @Test
    void map_namesWhatExistsAndAllItMust() throws IOException {
        List<String> required =
                resource("/asyncio-names.txt")
                        .lines()
                        .filter(line -> !line.isBlank() && !line.startsWith("#"))
                        .toList();

        assertThat(required).hasSizeGreaterThan(100);
        assertThat(faults(Files.readAllLines(MAP), required)).isEmpty();
    }

    @Test
    void map_withFaults_isNotAccepted() {
        List<String> broken =
                List.of(
                        "| asyncio | asyncio4j | note |",
                        "|---|---|---|",
                        "| `asyncio.gather` | `Asyncio.gather`, `Asyncio.gatherAll`, `asyncio ps`, `asyncio fly` | |",
                        "| `Future.wait` | `Future.wait` | Object's, not ours |",
                        "| `asyncio.run` | perhaps | |",
                        "| `asyncio.Task` | not here: | |",
                        "| `asyncio.Future` | `Future` |",
                        "| asyncio.Timeout | `Timeout` | |",
                        "| `asyncio.sleep` | later | |",
                        "| `Timeout.expired` | later | |",
                        "| `asyncio.gather` | not here: named twice | |",
                        "",
                        "| asyncio | elsewhere | note |",
                        "| `asyncio.shield` | anything | |");

        assertThat(faults(broken, List.of("asyncio.gather", "asyncio.shield")))
                .containsExactly(
                        "line 3: there is no Asyncio.gatherAll",
                        "line 3: there is no asyncio fly",
                        "line 4: there is no Future.wait",
                        "line 5: 'perhaps' (expected: names, 'later' or 'not here: reason')",
                        "line 6: 'not here:' (expected: names, 'later' or 'not here: reason')",
                        "line 7: 2 cells (expected: 3)",
                        "line 8: 'asyncio.Timeout' (expected: names as code)",
                        "line 9: asyncio.sleep is there already: Asyncio.sleep",
                        "line 10: Timeout.expired is there already: Timeout.isExpired",
                        "line 11: asyncio.gather has two rows",
                        "no row for asyncio.shield");
    }

    @Test
    void traces_thatLeaveSomethingOut_areThoseOfTheSkips_eachWithAReason() throws IOException {
        Set<String> skipped = new TreeSet<>();
        Skips.read().edited().forEach(trace -> skipped.add(trace.split("_", 2)[0]));
        Set<String> told = new TreeSet<>();
        for (List<String> cells : skipRows(Files.readAllLines(MAP))) {
            assertThat(cells).as("cells of %s", cells).hasSize(3).doesNotContain("");
            told.addAll(List.of(cells.getFirst().split(", ")));
        }

        assertThat(told).isEqualTo(skipped);
    }

    /// The rows of the table that gives reasons for what the ports leave out.
    private static List<List<String>> skipRows(List<String> lines) {
        return lines.stream()
                .map(AsyncioMapTest::cells)
                .dropWhile(cells -> !cells.equals(List.of("trace", "lines", "reason")))
                .skip(2)
                .takeWhile(cells -> !cells.isEmpty())
                .toList();
    }

    @Test
    void programs_compile(@TempDir Path classes) throws IOException {
        List<String> programs =
                PROGRAM.matcher(Files.readString(MAP)).results().map(m -> m.group(1)).toList();

        assertThat(programs).hasSizeGreaterThanOrEqualTo(5);
        for (int i = 0; i < programs.size(); i++) {
            assertThat(errors("Program" + i, programs.get(i), classes))
                    .as(programs.get(i))
                    .isEmpty();
        }
    }

    // ---- reading the map

    private static List<String> faults(List<String> lines, List<String> required) {
        var faults = new ArrayList<String>();
        var named = new TreeSet<String>();
        for (Row row : rows(lines, faults)) {
            check(row).map(row::says).forEach(faults::add);
            for (String name : row.python()) {
                if (!named.add(name)) {
                    faults.add(row.says(name + " has two rows"));
                }
            }
        }
        required.stream()
                .filter(name -> !named.contains(name))
                .map(name -> "no row for " + name)
                .forEach(faults::add);
        return faults.stream().sorted(AsyncioMapTest::byLine).toList();
    }

    private static int byLine(String one, String other) {
        return Integer.compare(lineOf(one), lineOf(other));
    }

    private static int lineOf(String fault) {
        return fault.startsWith("line ")
                ? Integer.parseInt(fault.substring(5, fault.indexOf(':')))
                : Integer.MAX_VALUE;
    }

    private static List<Row> rows(List<String> lines, List<String> faults) {
        var rows = new ArrayList<Row>();
        boolean inTable = false;
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            List<String> cells = cells(line);
            if (cells.isEmpty()) {
                inTable = false;
            } else if (!inTable) {
                inTable = cells.size() > 1 && cells.get(1).equals("asyncio4j");
            } else if (cells.size() != 3) {
                faults.add("line " + (i + 1) + ": " + cells.size() + " cells (expected: 3)");
            } else if (!line.startsWith("|--")) {
                String first = cells.getFirst();
                if (!NAMES.matcher(first).matches()) {
                    faults.add("line " + (i + 1) + ": '" + first + "' (expected: names as code)");
                }
                rows.add(new Row(i + 1, code(first), cells.get(1)));
            }
        }
        return rows;
    }

    private static List<String> cells(String line) {
        return line.startsWith("|") && line.endsWith("|")
                ? Pattern.compile("\\|")
                        .splitAsStream(line.substring(1, line.length() - 1) + " ")
                        .map(String::strip)
                        .toList()
                : List.of();
    }

    private static List<String> code(String cell) {
        return CODE.matcher(cell).results().map((MatchResult m) -> m.group(1)).toList();
    }

    private static Stream<String> check(Row row) {
        if (row.isMapped()) {
            return code(row.ours()).stream()
                    .filter(name -> !exists(name))
                    .map(name -> "there is no " + name);
        }
        if (row.ours().equals("later")) {
            return row.python().stream()
                    .flatMap(
                            name ->
                                    candidates(name)
                                            .filter(AsyncioMapTest::exists)
                                            .map(ours -> name + " is there already: " + ours));
        }
        return NOT_HERE.matcher(row.ours()).matches()
                ? Stream.of()
                : Stream.of(
                        "'" + row.ours() + "' (expected: names, 'later' or 'not here: reason')");
    }

    /// Returns the names that something of asyncio's would have here, by the map's naming rules.
    private static Stream<String> candidates(String python) {
        int dot = python.lastIndexOf('.');
        String owner = python.substring(0, Math.max(0, dot));
        String member = camel(python.substring(dot + 1));
        return switch (owner) {
            case "asyncio" -> Stream.of(member, "Asyncio." + member);
            case "loop" -> Stream.of("EventLoop." + member, "EventLoop." + withoutGet(member));
            default ->
                    Stream.of(
                            owner + "." + member,
                            owner + "." + withoutGet(member),
                            owner + "." + camel("is_" + member));
        };
    }

    private static String camel(String snake) {
        return Pattern.compile("(?<=.)_(.)")
                .matcher(snake)
                .replaceAll(letter -> letter.group(1).toUpperCase(Locale.ROOT));
    }

    private static String withoutGet(String member) {
        return member.matches("get[A-Z].*")
                ? member.substring(3, 4).toLowerCase(Locale.ROOT) + member.substring(4)
                : member;
    }

    // ---- looking into the library

    private static boolean exists(String name) {
        if (name.startsWith("asyncio ")) {
            return COMMANDS.contains("name = \"" + name.substring("asyncio ".length()) + '"');
        }
        int dot = name.lastIndexOf('.');
        return type(name).isPresent()
                || dot > 0
                        && type(name.substring(0, dot))
                                .filter(type -> hasMember(type, name.substring(dot + 1)))
                                .isPresent();
    }

    /// The sources of the command, in which each part says its name.
    private static String commands() {
        Path sources = ROOT.resolve("cli/src/main/java/dev/asyncio4j/cli");
        StringBuilder all = new StringBuilder();
        try (Stream<Path> files = Files.list(sources)) {
            for (Path each :
                    files.filter(file -> file.toString().endsWith("Command.java")).toList()) {
                all.append(Files.readString(each));
            }
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        return all.toString();
    }

    private static Optional<Class<?>> type(String name) {
        for (String each : PACKAGES) {
            try {
                Class<?> type =
                        Class.forName(
                                each + "." + name.replace('.', '$'),
                                false,
                                AsyncioMapTest.class.getClassLoader());
                if (Modifier.isPublic(type.getModifiers())) {
                    return Optional.of(type);
                }
            } catch (ClassNotFoundException inAnotherPackage) {
                continue;
            }
        }
        return Optional.empty();
    }

    private static boolean hasMember(Class<?> type, String name) {
        return Stream.<Member>concat(
                        Arrays.stream(type.getMethods()), Arrays.stream(type.getFields()))
                .filter(member -> !member.getDeclaringClass().equals(Object.class))
                .anyMatch(member -> member.getName().equals(name));
    }

    private static Map<String, String> modules() {
        var modules = new LinkedHashMap<String, String>();
        modules.put("core/target/classes", "dev.asyncio4j");
        modules.put("net/target/classes", "dev.asyncio4j.net");
        return modules;
    }

    /// The exported packages of all modules, the core's first.
    private static Set<String> packages() {
        var names = new LinkedHashSet<String>();
        MODULES.forEach(
                (folder, module) ->
                        ModuleFinder.of(ROOT.resolve(folder))
                                .find(module)
                                .orElseThrow()
                                .descriptor()
                                .exports()
                                .stream()
                                .filter(export -> !export.isQualified())
                                .map(Exports::source)
                                .sorted()
                                .forEach(names::add));
        return names;
    }

    private static String resource(String path) {
        try (InputStream file = AsyncioMapTest.class.getResourceAsStream(path)) {
            assertThat(file).as(path).isNotNull();
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static List<String> errors(String name, String program, Path classes) {
        var compiler = ToolProvider.getSystemJavaCompiler();
        var found = new DiagnosticCollector<JavaFileObject>();
        var source =
                new SimpleJavaFileObject(
                        URI.create("string:///" + name + ".java"), JavaFileObject.Kind.SOURCE) {
                    @Override
                    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                        return program;
                    }
                };
        boolean compiled =
                compiler.getTask(
                                null,
                                null,
                                found,
                                List.of(
                                        "-proc:none",
                                        "-d",
                                        classes.toString(),
                                        "-classpath",
                                        MODULES.keySet().stream()
                                                .map(folder -> ROOT.resolve(folder).toString())
                                                .collect(Collectors.joining(File.pathSeparator))),
                                null,
                                List.of(source))
                        .call();
        return compiled
                ? List.of()
                : found.getDiagnostics().stream().map(Object::toString).toList();
    }
}
