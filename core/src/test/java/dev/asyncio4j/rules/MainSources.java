// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.rules;

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

/// The main sources of a published module: every public type and method has a doc comment, every
/// package a `package-info`, and no file is too long to read.
///
/// What the comments say is javadoc's business: `./mvnw verify` runs it with doclint, its warnings
/// being errors.
public final class MainSources {

    private static final int MAX_LINES = 400;

    private final Path home;

    /// The sources in the folder `folder` of this repository.
    public MainSources(String folder) {
        this.home = Path.of(System.getProperty("asyncio4j.root", ".."), folder, "src/main/java");
    }

    /// Fails if a public type or method has no doc comment.
    public void haveDocComments() throws IOException {
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

    /// Fails if a package has no `package-info`.
    public void havePackageInfos() throws IOException {
        List<Path> silent =
                sources().stream()
                        .map(Path::getParent)
                        .filter(folder -> !folder.equals(home))
                        .distinct()
                        .filter(folder -> !Files.exists(folder.resolve("package-info.java")))
                        .toList();

        assertThat(silent).as("packages without a package-info.java").isEmpty();
    }

    /// Fails if a file has more than 400 lines.
    public void areShortEnoughToRead() throws IOException {
        var tooLong = new ArrayList<String>();
        for (Path source : sources()) {
            int lines = Files.readAllLines(source).size();
            if (lines > MAX_LINES) {
                tooLong.add(home.relativize(source) + ": " + lines + " lines");
            }
        }

        assertThat(tooLong).as("sources over %d lines", MAX_LINES).isEmpty();
    }

    private List<Path> sources() throws IOException {
        try (var files = Files.walk(home)) {
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
