// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ModifiersTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.lang.model.element.Modifier;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Holds every public type and method of the main sources to a doc comment, and every package to a
/// `package-info`.
///
/// What the comments say is javadoc's business: `./mvnw verify` runs it with doclint, its warnings
/// being errors.
@Tag("once")
class DocsTest {
    private static final Path SOURCES =
            Path.of(System.getProperty("asyncio4j.root", ".."), "net/src/main/java");

    @Test
    void publicTypesAndMethods_haveADocComment() throws IOException {
        var compiler = ToolProvider.getSystemJavaCompiler();
        try (var files = compiler.getStandardFileManager(null, null, null)) {
            var task =
                    (JavacTask)
                            compiler.getTask(
                                    null,
                                    files,
                                    null,
                                    null,
                                    null,
                                    files.getJavaFileObjectsFromPaths(sources()));
            var silent = new Silent(DocTrees.instance(task));
            silent.scan(task.parse(), null);

            assertThat(silent.found).as("public, but without a doc comment").isEmpty();
        }
    }

    @Test
    void packages_haveAPackageInfo() throws IOException {
        List<Path> silent =
                sources().stream()
                        .map(Path::getParent)
                        .filter(folder -> !folder.equals(SOURCES))
                        .distinct()
                        .filter(folder -> !Files.exists(folder.resolve("package-info.java")))
                        .toList();

        assertThat(silent).as("packages without a package-info.java").isEmpty();
    }

    private static List<Path> sources() throws IOException {
        try (var files = Files.walk(SOURCES)) {
            return files.filter(file -> file.toString().endsWith(".java")).toList();
        }
    }

    /// Collects what is public and says nothing. A member of a type that is not public is not
    /// looked at.
    private static final class Silent extends TreePathScanner<Void, Void> {
        final List<String> found = new ArrayList<>();
        private final DocTrees docs;

        Silent(DocTrees docs) {
            this.docs = docs;
        }

        @Override
        public Void visitClass(ClassTree type, Void nothing) {
            if (!isPublic(type.getModifiers())) {
                return null;
            }
            check(type.getSimpleName().toString());
            return super.visitClass(type, nothing);
        }

        @Override
        public Void visitMethod(MethodTree method, Void nothing) {
            boolean overrides =
                    method.getModifiers().getAnnotations().stream()
                            .anyMatch(a -> a.getAnnotationType().toString().equals("Override"));
            if (isPublic(method.getModifiers()) && !overrides) {
                check(method.getName() + "(" + method.getParameters() + ")");
            }
            return null;
        }

        /// Tells whether a user sees it. What an interface declares is public without the word.
        private boolean isPublic(ModifiersTree modifiers) {
            TreePath parent = getCurrentPath().getParentPath();
            return modifiers.getFlags().contains(Modifier.PUBLIC)
                    || modifiers.getFlags().contains(Modifier.PROTECTED)
                    || parent.getLeaf().getKind() == Tree.Kind.INTERFACE
                            && !modifiers.getFlags().contains(Modifier.PRIVATE);
        }

        private void check(String name) {
            if (docs.getDocComment(getCurrentPath()) == null) {
                found.add(
                        getCurrentPath().getCompilationUnit().getSourceFile().getName()
                                + ": "
                                + name);
            }
        }
    }
}
