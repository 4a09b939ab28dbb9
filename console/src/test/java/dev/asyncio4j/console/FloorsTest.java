// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.console;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import dev.asyncio4j.rules.MainSources;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Holds the packages to their floors, and the sources, also those of the page, to the house rules.
@Tag("once")
class FloorsTest {

    private static final String ROOT = "dev.asyncio4j.console";

    /// The floors, lowest first. A package uses the floors below its own. All stand on the core.
    private static final List<String> FLOORS = List.of(ROOT + ".record", ROOT + ".web", ROOT);

    /// Volatile fields: what the loop, the board's thread and the viewers' threads tell each other.
    private static final Set<String> VOLATILE_FIELDS =
            Set.of(
                    ROOT + ".Whiteboard.board",
                    ROOT + ".Whiteboard.isClosed",
                    ROOT + ".record.Gate.delayNanos",
                    ROOT + ".record.Gate.held",
                    ROOT + ".record.Gate.isUnseen",
                    ROOT + ".record.Gate.mode",
                    ROOT + ".record.Gate.passed",
                    ROOT + ".record.Gate.signals",
                    ROOT + ".record.Gate.speed",
                    ROOT + ".record.Gate.wholeTurn",
                    ROOT + ".record.Sources.files");

    private static final int MAX_LINES = 400;

    private static final Path HOME =
            Path.of(System.getProperty("asyncio4j.root", "..")).resolve("console");
    private static final Path PAGE = HOME.resolve("src/main/resources/dev/asyncio4j/console/page");
    private static final JavaClasses MAIN =
            new ClassFileImporter().importPath(HOME.resolve("target/classes"));

    private final MainSources sources = new MainSources("console");

    @Test
    void packages_useOnlyFloorsBelow() {
        var climbing = new TreeSet<String>();
        for (JavaClass type : MAIN) {
            int floor = FLOORS.indexOf(type.getPackageName());
            if (floor < 0 && !type.getName().equals("module-info")) {
                climbing.add(type.getName() + " has no floor");
            }
            for (var use : type.getDirectDependenciesFromSelf()) {
                String used = use.getTargetClass().getBaseComponentType().getPackageName();
                if (FLOORS.indexOf(used) > floor) {
                    climbing.add(use.getDescription());
                }
            }
        }

        assertThat(climbing).isEmpty();
    }

    @Test
    void reflection_isNotUsed() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.lang.reflect", "sun..", "jdk..")
                .check(MAIN);
    }

    @Test
    void threads_areNotPutToSleep() {
        noClasses()
                .should()
                .callMethodWhere(
                        DescribedPredicate.describe(
                                "Thread.sleep",
                                call ->
                                        call.getTarget()
                                                .getFullName()
                                                .startsWith("java.lang.Thread.sleep(")))
                .check(MAIN);
    }

    @Test
    void staticFields_areFinal() {
        fields().that().areStatic().should().beFinal().check(MAIN);
    }

    @Test
    void volatileFields_areListed() {
        var shared = new TreeSet<String>();
        for (JavaClass type : MAIN) {
            type.getFields().stream()
                    .filter(field -> field.getModifiers().contains(JavaModifier.VOLATILE))
                    .forEach(field -> shared.add(type.getName() + "." + field.getName()));
        }

        assertThat(shared).containsExactlyInAnyOrderElementsOf(VOLATILE_FIELDS);
    }

    @Test
    void publicTypesAndMethods_haveADocComment() throws IOException {
        sources.haveDocComments();
        sources.havePackageInfos();
    }

    @Test
    void sources_areShortEnoughToRead() throws IOException {
        sources.areShortEnoughToRead();
        for (Path file : pageFiles()) {
            assertThat(Files.readAllLines(file).size()).as("%s", file).isLessThan(MAX_LINES + 1);
        }
    }

    /// The policy of the page forbids them, and a browser would only tell whoever looks at its log.
    @Test
    void page_hasNothingInline_andNothingOfOthers() throws IOException {
        String html = Files.readString(PAGE.resolve("index.html"));

        assertThat(html)
                .doesNotContainPattern("<script(?![^>]* src=)")
                .doesNotContainPattern("<style|\\sstyle=|\\son\\w+=|javascript:|https?://");
    }

    /// Names are text of the program's: markup in them must stay text.
    @Test
    void page_makesNoMarkupOfText() throws IOException {
        Pattern markup =
                Pattern.compile(
                        "innerHTML|outerHTML|insertAdjacentHTML|document\\.write|\\beval\\(|Function\\(");
        for (Path file : pageFiles()) {
            if (file.toString().endsWith(".js")) {
                assertThat(Files.readString(file)).as("%s", file).doesNotContainPattern(markup);
            }
        }
    }

    private static List<Path> pageFiles() throws IOException {
        try (var files = Files.list(PAGE)) {
            return files.toList();
        }
    }
}
