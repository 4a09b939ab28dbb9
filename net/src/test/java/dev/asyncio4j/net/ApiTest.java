// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net;

import static org.assertj.core.api.Assertions.fail;

import java.lang.module.ModuleDescriptor.Exports;
import java.lang.module.ModuleFinder;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Holds the public API to the dump in `net/api`, so that a review sees every change of it.
///
/// To accept a change: `./mvnw -pl core,net test -Dtest=ApiTest -Dapi=update`, and commit the dump.
@Tag("once")
class ApiTest {
    private static final Path NET = Path.of(System.getProperty("asyncio4j.root", ".."), "net");
    private static final Path CLASSES = NET.resolve("target/classes");
    private static final Path DUMP = NET.resolve("api/asyncio4j-net.txt");

    @Test
    void api_isTheDumpedOne() throws Exception {
        List<String> api = api();
        if ("update".equals(System.getProperty("api"))) {
            Files.createDirectories(DUMP.getParent());
            Files.write(DUMP, api);
        }

        List<String> dumped = Files.exists(DUMP) ? Files.readAllLines(DUMP) : List.of();

        if (!api.equals(dumped)) {
            fail(
                    "The public API is not the one in net/api:%n%s%s%nIf that is meant, run "
                            + "./mvnw -pl core,net test -Dtest=ApiTest -Dapi=update and commit the dump",
                    missing("-", dumped, api), missing("+", api, dumped));
        }
    }

    private static String missing(String sign, List<String> from, List<String> in) {
        return from.stream()
                .filter(line -> !in.contains(line))
                .map(line -> "  " + sign + " " + line.strip() + System.lineSeparator())
                .collect(Collectors.joining());
    }

    /// Returns a line for each public type of an exported package, and for each of its members.
    private static List<String> api() throws Exception {
        var module = ModuleFinder.of(CLASSES).find("dev.asyncio4j.net").orElseThrow().descriptor();
        var lines = new ArrayList<String>();
        for (String exported :
                module.exports().stream()
                        .filter(e -> !e.isQualified())
                        .map(Exports::source)
                        .sorted()
                        .toList()) {
            for (Class<?> type : typesIn(exported)) {
                lines.add(describe(type));
                membersOf(type).map(member -> "    " + member).sorted().forEach(lines::add);
            }
        }
        return lines;
    }

    private static List<Class<?>> typesIn(String name) throws Exception {
        var types = new ArrayList<Class<?>>();
        try (var files = Files.list(CLASSES.resolve(name.replace('.', '/')))) {
            for (Path file : files.sorted().toList()) {
                String[] parts = file.getFileName().toString().split("\\.(?=class$)");
                if (parts.length == 2 && !parts[0].equals("package-info")) {
                    var type =
                            Class.forName(
                                    name + "." + parts[0], false, ApiTest.class.getClassLoader());
                    if (isVisible(type)) {
                        types.add(type);
                    }
                }
            }
        }
        return types;
    }

    private static boolean isVisible(Class<?> type) {
        return !type.isAnonymousClass()
                && !type.isLocalClass()
                && isOpen(type.getModifiers())
                && (type.getEnclosingClass() == null || isVisible(type.getEnclosingClass()));
    }

    private static boolean isOpen(int modifiers) {
        return Modifier.isPublic(modifiers) || Modifier.isProtected(modifiers);
    }

    private static String describe(Class<?> type) {
        var line = new StringBuilder(type.toGenericString());
        if (type.getGenericSuperclass() != null && type.getSuperclass() != Object.class) {
            line.append(" extends ").append(type.getGenericSuperclass().getTypeName());
        }
        if (type.getInterfaces().length > 0) {
            line.append(" with ").append(names(type.getGenericInterfaces()));
        }
        return line.append(nullness(boundsOf(type.getTypeParameters()))).toString();
    }

    /// Describes the members a user can reach, those of hidden superclasses among them.
    private static Stream<String> membersOf(Class<?> type) {
        Stream<Method> inherited =
                Arrays.stream(type.getMethods())
                        .filter(m -> !Modifier.isPublic(m.getDeclaringClass().getModifiers()));
        return Stream.of(
                        Arrays.stream(type.getDeclaredFields()),
                        Arrays.stream(type.getDeclaredConstructors()),
                        Stream.concat(Arrays.stream(type.getDeclaredMethods()), inherited)
                                .distinct())
                .flatMap(members -> members)
                .map(Member.class::cast)
                .filter(m -> isOpen(m.getModifiers()) && !m.isSynthetic())
                .map(ApiTest::describe);
    }

    private static String describe(Member member) {
        return switch (member) {
            case Field field ->
                    field.toGenericString() + nullness(Stream.of(field.getAnnotatedType()));
            case Executable executable ->
                    executable.toGenericString()
                            + nullness(
                                    Stream.of(
                                                    boundsOf(executable.getTypeParameters()),
                                                    Stream.of(executable.getAnnotatedReturnType()),
                                                    Arrays.stream(
                                                            executable
                                                                    .getAnnotatedParameterTypes()))
                                            .flatMap(types -> types));
            default -> throw new AssertionError(member);
        };
    }

    private static Stream<AnnotatedType> boundsOf(TypeVariable<?>[] parameters) {
        return Arrays.stream(parameters).flatMap(p -> Arrays.stream(p.getAnnotatedBounds()));
    }

    /// Returns the types that mention `@Nullable`, which a generic string leaves out.
    private static String nullness(Stream<AnnotatedType> types) {
        String nullable =
                types.map(AnnotatedType::toString)
                        .filter(type -> type.contains("Nullable"))
                        .map(
                                type ->
                                        type.replaceAll(
                                                "@org\\.jspecify\\.annotations\\.(\\w+)\\(\\)",
                                                "@$1"))
                        .collect(Collectors.joining(", "));
        return nullable.isEmpty() ? "" : " // " + nullable;
    }

    private static String names(Type[] types) {
        return Arrays.stream(types).map(Type::getTypeName).collect(Collectors.joining(", "));
    }
}
