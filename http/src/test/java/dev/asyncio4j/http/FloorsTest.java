// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import dev.asyncio4j.rules.MainSources;
import dev.asyncio4j.rules.PublicApi;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Holds the packages to their floors, the sources to the house rules, and the public API to its
/// dump.
@Tag("once")
class FloorsTest {

    private static final String ROOT = "dev.asyncio4j.http";

    /// The floors, lowest first. A package uses those below its own.
    private static final List<Set<String>> FLOORS =
            List.of(
                    Set.of(ROOT + ".message"),
                    Set.of(ROOT + ".wire"),
                    Set.of(ROOT + ".websocket", ROOT + ".h2"),
                    Set.of(ROOT + ".server", ROOT + ".client"),
                    Set.of(ROOT));

    private static final JavaClasses MAIN =
            new ClassFileImporter()
                    .importPath(
                            Path.of(
                                    System.getProperty("asyncio4j.root", ".."),
                                    "http/target/classes"));

    private static int floor(JavaClass type) {
        for (int i = 0; i < FLOORS.size(); i++) {
            if (FLOORS.get(i).contains(type.getPackageName())) {
                return i;
            }
        }
        return -1;
    }

    @Test
    void packages_useOnlyFloorsBelow() {
        var climbing = new TreeSet<String>();
        for (JavaClass type : MAIN) {
            assertThat(type.getName().equals("module-info") || floor(type) >= 0)
                    .as(type.getName() + " has a floor")
                    .isTrue();
            for (var use : type.getDirectDependenciesFromSelf()) {
                JavaClass used = use.getTargetClass().getBaseComponentType();
                boolean beside = !used.getPackageName().equals(type.getPackageName());
                if (beside && floor(used) >= 0 && floor(used) >= floor(type)) {
                    climbing.add(use.getDescription());
                }
            }
        }

        assertThat(climbing).as("uses of a floor that is not below").isEmpty();
    }

    @Test
    void netty_isSeenByOnePackage() {
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + ".wire")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.netty..")
                .check(MAIN);
    }

    @Test
    void jackson_isSeenByOneClass() {
        noClasses()
                .that()
                .doNotHaveSimpleName("JacksonJson")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("tools.jackson..")
                .check(MAIN);
    }

    @Test
    void api_isTheDumpedOne() throws Exception {
        new PublicApi("http", "dev.asyncio4j.http").isTheDumpedOne();
    }

    @Test
    void sources_keepTheHouseRules() throws Exception {
        MainSources sources = new MainSources("http");

        sources.haveDocComments();
        sources.havePackageInfos();
        sources.areShortEnoughToRead();
    }
}
