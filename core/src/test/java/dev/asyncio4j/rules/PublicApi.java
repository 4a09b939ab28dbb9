// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.rules;

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

/// The public API of a published module, held to the dump in its folder `api`, so that a review
/// sees every change of it.
///
/// To accept a change: `./mvnw -pl MODULE -am test -Dtest=ApiTest -Dapi=update
/// -Dsurefire.failIfNoSpecifiedTests=false`, and commit the dump.
public final class PublicApi {

    private final String folder;
    private final String module;
    private final Path classes;
    private final Path dump;

    /// The API of the Java module `module` in the folder `folder` of this repository.
    public PublicApi(String folder, String module) {
        Path home = Path.of(System.getProperty("asyncio4j.root", "..")).resolve(folder);
        this.folder = folder;
        this.module = module;
        this.classes = home.resolve("target/classes");
        this.dump = home.resolve("api/asyncio4j-" + folder + ".txt");
    }

    /// Fails if the API is not the dumped one; or, with `-Dapi=update`, dumps it.
    public void isTheDumpedOne() throws Exception {
        List<String> api = lines();
        if ("update".equals(System.getProperty("api"))) {
            Files.createDirectories(dump.getParent());
            Files.write(dump, api);
        }

        List<String> dumped = Files.exists(dump) ? Files.readAllLines(dump) : List.of();

        if (!api.equals(dumped)) {
            fail(
                    "The public API is not the one in %s/api:%n%s%s%nIf that is meant, run "
                            + "./mvnw -pl %s -am test -Dtest=ApiTest -Dapi=update"
                            + " -Dsurefire.failIfNoSpecifiedTests=false and commit the dump",
                    folder, missing("-", dumped, api), missing("+", api, dumped), folder);
        }
    }

    private static String missing(String sign, List<String> from, List<String> in) {
        return from.stream()
                .filter(line -> !in.contains(line))
                .map(line -> "  " + sign + " " + line.strip() + System.lineSeparator())
                .collect(Collectors.joining());
    }

    /// Returns a line for each public type of an exported package, and for each of its members.
    private List<String> lines() throws Exception {
        var found = ModuleFinder.of(classes).find(module).orElseThrow().descriptor();
        var lines = new ArrayList<String>();
        for (String exported :
                found.exports().stream()
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

    private List<Class<?>> typesIn(String name) throws Exception {
        var types = new ArrayList<Class<?>>();
        try (var files = Files.list(classes.resolve(name.replace('.', '/')))) {
            for (Path file : files.sorted().toList()) {
                String[] parts = file.getFileName().toString().split("\\.(?=class$)");
                if (parts.length == 2 && !parts[0].equals("package-info")) {
                    var type =
                            Class.forName(
                                    name + "." + parts[0], false, PublicApi.class.getClassLoader());
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
                .map(PublicApi::describe);
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
