// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// Holds the packages to their floors and the sources to what must never be in them.
class FloorsTest {
    private static final String ROOT = "dev.asyncio4j";

    /// The floors, lowest first. A package uses the floors below its own, never one above or
    /// beside.
    private static final List<Set<String>> FLOORS =
            List.of(
                    Set.of(ROOT + ".context"),
                    Set.of(ROOT + ".carrier"),
                    Set.of(ROOT + ".loop"),
                    Set.of(ROOT),
                    Set.of(ROOT + ".sync", ROOT + ".inspect"),
                    Set.of(ROOT + ".testing"));

    /// The only reflection into the JDK.
    private static final Set<String> REFLECTION = Set.of(ROOT + ".carrier.JdkVirtualThreads");

    /// The only places that stop a thread or wake one.
    private static final Set<String> PARKING =
            Set.of(
                    ROOT + ".carrier.OwnedStrand",
                    ROOT + ".carrier.HandOffStrand",
                    ROOT + ".loop.ParkPoller");

    /// The only queue that other threads may reach.
    private static final Set<String> SHARED = Set.of(ROOT + ".loop.Inbox");

    /// Where one thread owns everything, so that a lock would only hide a mistake.
    private static final Set<String> LOOP_OWNED = Set.of(ROOT, ROOT + ".loop");

    private static final String VAGUE_NAME = ".*(Utils?|Helper|Manager|Impl|Info|Data|Base)";

    private static final int MAX_LINES = 400;

    private static final Path CORE = Path.of(System.getProperty("asyncio4j.root", ".."), "core");
    private static final Path SOURCES = CORE.resolve("src/main/java");
    private static final JavaClasses MAIN =
            new ClassFileImporter().importPath(CORE.resolve("target/classes"));

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
    void names_sayWhatTheTypeIs() {
        check(noClasses().should().haveNameMatching(VAGUE_NAME));
    }

    @Test
    void jdkInternals_areReachedFromOneFile() {
        check(
                noClasses()
                        .that(outside(REFLECTION))
                        .should()
                        .dependOnClassesThat()
                        .resideInAPackage("java.lang.reflect"));
        check(
                noClasses()
                        .that(outside(REFLECTION))
                        .should()
                        .callMethodWhere(target(name("privateLookupIn"))));
    }

    @Test
    void threads_areStoppedAndWokenInTheStrandsAndThePollerOnly() {
        check(
                noClasses()
                        .that(outside(PARKING))
                        .should()
                        .dependOnClassesThat()
                        .haveFullyQualifiedName("java.util.concurrent.locks.LockSupport")
                        .orShould()
                        .callMethodWhere(
                                target(name("sleep"))
                                        .and(target(owner(name("java.lang.Thread"))))));
    }

    @Test
    void staticFields_areFinal() {
        check(fields().that().areStatic().should().beFinal());
    }

    @Test
    void loopOwnedState_needsNoLock() throws IOException {
        check(
                noClasses()
                        .that(is("owned by the loop", t -> LOOP_OWNED.contains(t.getPackageName())))
                        .and(outside(SHARED))
                        .should()
                        .dependOnClassesThat(
                                is(
                                        "locks",
                                        t ->
                                                t.getPackageName()
                                                                .equals(
                                                                        "java.util.concurrent.locks")
                                                        && !t.getSimpleName()
                                                                .equals("LockSupport"))));

        var guarded = new TreeSet<String>();
        for (Path source : sources()) {
            String type = nameOf(source);
            String code = Files.readString(source).replaceAll("//.*|(?s:/\\*.*?\\*/)", "");
            if (LOOP_OWNED.contains(type.substring(0, Math.max(0, type.lastIndexOf('.'))))
                    && !SHARED.contains(type)
                    && Pattern.compile("\\bsynchronized\\b").matcher(code).find()) {
                guarded.add(type);
            }
        }
        assertThat(guarded).as("types the loop owns that say synchronized").isEmpty();
    }

    @Test
    void sources_areShortEnoughToRead() throws IOException {
        var tooLong = new TreeSet<String>();
        for (Path source : sources()) {
            int lines = Files.readAllLines(source).size();
            if (lines > MAX_LINES) {
                tooLong.add(nameOf(source) + ": " + lines + " lines");
            }
        }

        assertThat(tooLong).as("sources over %d lines", MAX_LINES).isEmpty();
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

    /// Returns the classes in other files than those of `types`: a file's nested classes belong to
    /// it.
    private static DescribedPredicate<JavaClass> outside(Set<String> types) {
        return is(
                "outside " + new TreeSet<>(types),
                type -> !types.contains(type.getName().replaceAll("\\$.*", "")));
    }

    private static DescribedPredicate<JavaClass> is(String claim, Predicate<JavaClass> predicate) {
        return describe(claim, predicate);
    }

    private static void check(ArchRule rule) {
        rule.allowEmptyShould(true).check(MAIN);
    }

    private static List<Path> sources() throws IOException {
        try (var files = Files.walk(SOURCES)) {
            return files.filter(file -> file.toString().endsWith(".java")).toList();
        }
    }

    private static String nameOf(Path source) {
        return SOURCES.relativize(source).toString().replace(".java", "").replace('/', '.');
    }
}
