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
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Holds the packages to their floors and the sources to what must never be in them.
@Tag("once")
class FloorsTest {
    private static final String ROOT = "dev.asyncio4j";

    /// The floors, lowest first. A package uses the floors below its own, never one above or
    /// beside.
    private static final List<Set<String>> FLOORS =
            List.of(
                    Set.of(ROOT + ".context", ROOT + ".signal", ROOT + ".sending", ROOT + ".text"),
                    Set.of(ROOT + ".carrier"),
                    Set.of(ROOT + ".loop"),
                    Set.of(ROOT),
                    Set.of(ROOT + ".sync", ROOT + ".inspect"),
                    Set.of(ROOT + ".testing"));

    /// The only reflection into the JDK.
    private static final Set<String> REFLECTION = Set.of(ROOT + ".carrier.JdkVirtualThreads");

    /// The front door: long, because every name is there with its doc, and without logic.
    private static final String FACADE = ROOT + ".Asyncio";

    /// Constants that hold something that changes, and why there may be only one for the JVM.
    private static final Map<String, String> MUTABLE_CONSTANTS =
            Map.of(
                    ROOT + ".context.Context.SLOTS", "each thread's own",
                    ROOT + ".context.ThreadValues$Carried.VALUES", "threads have no loop to ask",
                    ROOT + ".loop.LoopCore.RUNNING", "each thread's own",
                    ROOT + ".TaskList.NUMBERS", "Task-N counts over all loops, as in asyncio",
                    ROOT + ".loop.Lengths.KNOWN", "what looks from outside must find queues",
                    ROOT + ".loop.RunningLoops.RUNNING", "what looks from outside must find them",
                    ROOT + ".loop.RunningLoops.WATCHED", "one thread looks at all loops",
                    ROOT + ".loop.RunningLoops$Early.OBSERVERS",
                            "made once, if they are told early",
                    ROOT + ".sync.Binding.NUMBERS", "Lock-N counts over all loops, as Task-N",
                    ROOT + ".Garbage.CLEANER", "one thread watches for all loops");

    /// Fields that other threads read, and why.
    private static final Map<String, String> VOLATILE_FIELDS =
            Map.of(
                    ROOT + ".loop.Inbox.top", "the letters",
                    ROOT + ".loop.Inbox.asleep", "whether to wake the loop",
                    ROOT + ".loop.LoopCore.thread", "a hint; written twice a run",
                    ROOT + ".loop.LoopCore.closed", "a hint; written once",
                    ROOT + ".loop.Watched.debug", "a hint; written when it is set",
                    ROOT + ".sync.SharedEvent.set", "asked without the lock");

    private static final Pattern HOLDS_CHANGING_STATE =
            Pattern.compile(
                    "\\[|java\\.lang\\.(Thread|ref\\.Cleaner$)"
                            + "|java\\.util\\.concurrent\\.(atomic\\.|locks\\.|.*Executor)"
                            + "|java\\.util\\.(?!function\\.)(?!.*(TimeUnit|Comparator|Pattern)$)"
                            + "|java\\.lang\\.StringBu");

    /// The constants of those types that are in fact immutable.
    private static final Set<String> IMMUTABLE_CONSTANTS =
            Set.of(
                    ROOT + ".context.Context.EMPTY",
                    ROOT + ".CancelReason.OURS",
                    ROOT + ".inspect.InspectionFolder.PRIVATE");

    /// A method of the façade: its head, and its body.
    private static final Pattern FACADE_METHOD =
            Pattern.compile("(?ms)^    public static ([^;{]*)\\{\\n(.*?)^    }$");

    /// The only places that stop a thread or wake one.
    private static final Set<String> PARKING =
            Set.of(
                    ROOT + ".carrier.OwnedStrand",
                    ROOT + ".carrier.HandOffStrand",
                    ROOT + ".loop.ParkPoller");

    /// What other threads may reach: the inbox, and what is made for them.
    private static final Set<String> SHARED =
            Set.of(ROOT + ".loop.Inbox", ROOT + ".sync.SharedItems", ROOT + ".sync.SharedEvent");

    /// Where one thread owns everything else, so that a lock would only hide a mistake.
    private static final Set<String> LOOP_OWNED = Set.of(ROOT, ROOT + ".loop", ROOT + ".sync");

    /// Asynchronous context managers are called so: everywhere, and by asyncio.
    private static final String VAGUE_NAME =
            ".*(Utils?|Helper|(?<!AsyncContext)Manager|Impl|Info|Data|Base)";

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
                        .callMethodWhere(target(name("setAccessible"))));
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
    void constants_thatChange_areListed() {
        var changing = new TreeSet<String>();
        for (JavaClass type : MAIN) {
            for (JavaField field : type.getFields()) {
                if (isWritten(field, JavaModifier.STATIC)
                        && HOLDS_CHANGING_STATE.matcher(field.getRawType().getName()).find()) {
                    changing.add(type.getName() + "." + field.getName());
                }
            }
        }
        changing.removeAll(IMMUTABLE_CONSTANTS);

        assertThat(changing)
                .as("constants that hold something that changes")
                .containsExactlyInAnyOrderElementsOf(MUTABLE_CONSTANTS.keySet());
    }

    @Test
    void volatileFields_ofTheLoop_areListed() {
        var shared = new TreeSet<String>();
        for (JavaClass type : MAIN) {
            for (JavaField field : type.getFields()) {
                if (LOOP_OWNED.contains(type.getPackageName())
                        && isWritten(field, JavaModifier.VOLATILE)) {
                    shared.add(type.getName() + "." + field.getName());
                }
            }
        }

        assertThat(shared)
                .as("volatile fields of what the loop owns")
                .containsExactlyInAnyOrderElementsOf(VOLATILE_FIELDS.keySet());
    }

    private static boolean isWritten(JavaField field, JavaModifier modifier) {
        return field.getModifiers().contains(modifier)
                && !field.getModifiers().contains(JavaModifier.SYNTHETIC)
                && !field.getName().contains("$");
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
            if (lines > MAX_LINES && !nameOf(source).equals(FACADE)) {
                tooLong.add(nameOf(source) + ": " + lines + " lines");
            }
        }

        assertThat(tooLong).as("sources over %d lines", MAX_LINES).isEmpty();
    }

    @Test
    void facade_hasOneStatementAMethod() throws IOException {
        String source = Files.readString(SOURCES.resolve(FACADE.replace('.', '/') + ".java"));
        String code = source.replaceAll("(?m)^ *//.*\\n", "");
        var methods = FACADE_METHOD.matcher(code);
        var withLogic = new TreeSet<String>();
        int count = 0;
        while (methods.find()) {
            count++;
            String body = methods.group(2).strip();
            if (body.indexOf(';') != body.length() - 1 || body.matches("(?s).*([{?]|->).*")) {
                withLogic.add(methods.group(1).strip());
            }
        }

        assertThat(withLogic).as("methods of the façade with logic").isEmpty();
        assertThat(count)
                .as("methods found")
                .isEqualTo(code.split("\\n    public static ", -1).length - 1)
                .isGreaterThan(40);
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
