// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Holds the packages to their floors and the sources to what must never be in them.
@Tag("once")
class FloorsTest {
    private static final String ROOT = "dev.asyncio4j.net";

    /// The floors, lowest first. A package uses the floors below its own, never one above or
    /// beside. All stand on the core.
    private static final List<Set<String>> FLOORS =
            List.of(
                    Set.of(ROOT + ".transport", ROOT + ".boringssl", ROOT + ".waits"),
                    Set.of(ROOT + ".tls"),
                    Set.of(ROOT + ".stream"),
                    Set.of(
                            ROOT + ".netty",
                            ROOT + ".process",
                            ROOT + ".pool",
                            ROOT + ".file",
                            ROOT + ".simulated"),
                    Set.of(ROOT));

    /// The only package that sees Netty's channels.
    private static final String NETTY = ROOT + ".netty";

    /// The only one that sees Netty's engine for TLS.
    private static final String BORINGSSL = ROOT + ".boringssl";

    /// Volatile fields, each with a reason at its place.
    private static final Set<String> VOLATILE_FIELDS =
            Set.of(
                    NETTY + ".NettyLoop.woken",
                    ROOT + ".tls.TlsSettings.engines",
                    NETTY + ".Watcher.closed",
                    NETTY + ".Watcher$Watched.posted");

    private static final Pattern CHANGING =
            Pattern.compile(
                    "\\[|java\\.lang\\.(Thread|ref\\.Cleaner$)"
                            + "|java\\.util\\.concurrent\\.(atomic\\.|locks\\.|.*Executor)"
                            + "|java\\.util\\.(?!function\\.)(?!.*(TimeUnit|Comparator|Pattern)$)"
                            + "|java\\.lang\\.StringBu");

    /// Constants of those types that are never changed.
    private static final Set<String> IMMUTABLE_CONSTANTS =
            Set.of(
                    NETTY + ".ChannelSocket.OPTIONS",
                    NETTY + ".Outgoing.NONE",
                    ROOT + ".simulated.Direction.END",
                    ROOT + ".simulated.SimulatedNetwork.SELF",
                    ROOT + ".tls.Coding.NO_BYTES",
                    ROOT + ".tls.Der.EC",
                    ROOT + ".tls.Der.RSA",
                    ROOT + ".tls.Der.VERSION_0",
                    ROOT + ".tls.Identity.UNLOCKED",
                    ROOT + ".stream.Chunks.NONE",
                    ROOT + ".stream.StreamReader.NEWLINE",
                    ROOT + ".stream.StreamReader.NOTHING");

    private static final String VAGUE_NAME = ".*(Utils?|Helper|Manager|Impl|Info|Data|Base)";

    private static final int MAX_LINES = 400;

    /// Long, because every name is there with its doc, and without logic.
    private static final String FRONT_DOOR = "Net.java";

    private static final Pattern METHOD =
            Pattern.compile("\\n    public static (.*?)\\{\\n(.*?)\\n    }\\n", Pattern.DOTALL);

    private static final Path NET = Path.of(System.getProperty("asyncio4j.root", ".."), "net");
    private static final Path SOURCES = NET.resolve("src/main/java");
    private static final JavaClasses MAIN =
            new ClassFileImporter().importPath(NET.resolve("target/classes"));

    @Test
    void packages_haveAFloor() {
        var homeless = new TreeSet<String>();
        for (JavaClass type : MAIN) {
            if (!type.getName().equals("module-info") && floor(type) < 0) {
                homeless.add(type.getPackageName());
            }
        }

        assertThat(homeless).as("packages that FloorsTest.FLOORS does not name").isEmpty();
    }

    @Test
    void packages_useOnlyFloorsBelow() {
        var climbing = new TreeSet<String>();
        for (JavaClass type : MAIN) {
            for (var use : type.getDirectDependenciesFromSelf()) {
                JavaClass used = use.getTargetClass().getBaseComponentType();
                boolean beside = !used.getPackageName().equals(type.getPackageName());
                if (floor(used) >= 0 && floor(used) >= floor(type) && beside) {
                    climbing.add(use.getDescription());
                }
            }
        }

        assertThat(climbing).as("uses of a floor that is not below").isEmpty();
    }

    @Test
    void netty_isSeenByItsPackages() {
        check(
                noClasses()
                        .that()
                        .resideOutsideOfPackages(NETTY, BORINGSSL)
                        .should()
                        .dependOnClassesThat()
                        .resideInAPackage("io.netty.."));
    }

    @Test
    void names_sayWhatTheTypeIs() {
        check(noClasses().should().haveNameMatching(VAGUE_NAME));
    }

    @Test
    void jdkInternals_areNotReachedAtAll() {
        check(
                noClasses()
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage("java.lang.reflect", "sun..", "jdk.."));
    }

    @Test
    void threads_areNotPutToSleep() {
        check(
                noClasses()
                        .should()
                        .callMethodWhere(
                                DescribedPredicate.describe(
                                        "Thread.sleep",
                                        call ->
                                                call.getTarget()
                                                        .getFullName()
                                                        .startsWith("java.lang.Thread.sleep("))));
    }

    @Test
    void staticFields_areFinal_andHoldNothingThatChanges() {
        check(fields().that().areStatic().should().beFinal());

        var changing = new TreeSet<String>();
        for (JavaField field : allFields(JavaModifier.STATIC)) {
            if (CHANGING.matcher(field.getRawType().getName()).find()) {
                changing.add(nameOf(field));
            }
        }
        changing.removeAll(IMMUTABLE_CONSTANTS);
        assertThat(changing).as("constants that hold something that changes").isEmpty();
    }

    @Test
    void volatileFields_areListed() {
        var shared = new TreeSet<String>();
        for (JavaField field : allFields(JavaModifier.VOLATILE)) {
            shared.add(nameOf(field));
        }

        assertThat(shared).containsExactlyInAnyOrderElementsOf(VOLATILE_FIELDS);
    }

    @Test
    void sources_areShortEnoughToRead() throws IOException {
        var tooLong = new TreeSet<String>();
        try (var files = Files.walk(SOURCES)) {
            for (Path source : files.filter(f -> f.toString().endsWith(".java")).toList()) {
                int lines = Files.readAllLines(source).size();
                if (lines > MAX_LINES && !source.endsWith(FRONT_DOOR)) {
                    tooLong.add(SOURCES.relativize(source) + ": " + lines + " lines");
                }
            }
        }

        assertThat(tooLong).as("sources over %d lines", MAX_LINES).isEmpty();
    }

    @Test
    void frontDoor_hasOneStatementAMethod() throws IOException {
        Path source = SOURCES.resolve("dev/asyncio4j/net/" + FRONT_DOOR);
        String code = Files.readString(source).replaceAll("(?m)^ *//.*\\n", "");
        var withLogic = new TreeSet<String>();
        int count = 0;
        for (var method = METHOD.matcher(code); method.find(); count++) {
            String body = method.group(2).strip();
            if (body.indexOf(';') != body.length() - 1 || body.contains(" ? ")) {
                withLogic.add(method.group(1).strip());
            }
        }

        assertThat(withLogic).as("methods of the front door with logic").isEmpty();
        assertThat(count)
                .as("methods found")
                .isEqualTo(code.split("\\n    public static ", -1).length - 1)
                .isGreaterThan(40);
    }

    private static List<JavaField> allFields(JavaModifier modifier) {
        return MAIN.stream()
                .flatMap(type -> type.getFields().stream())
                .filter(field -> field.getModifiers().contains(modifier))
                .filter(field -> !field.getModifiers().contains(JavaModifier.SYNTHETIC))
                .filter(field -> !field.getName().contains("$"))
                .toList();
    }

    private static String nameOf(JavaMember member) {
        return member.getOwner().getName() + "." + member.getName();
    }

    /// Returns the floor's number, or -1 for a type that is not ours or has none.
    private static int floor(JavaClass type) {
        for (int i = 0; i < FLOORS.size(); i++) {
            if (FLOORS.get(i).contains(type.getPackageName())) {
                return i;
            }
        }
        return -1;
    }

    private static void check(ArchRule rule) {
        rule.allowEmptyShould(true).check(MAIN);
    }
}
