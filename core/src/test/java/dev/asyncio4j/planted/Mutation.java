// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.planted;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.tools.DiagnosticCollector;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/// Compiles a source of the library with one line broken, beside its unbroken neighbours.
final class Mutation {

    private static final Path SOURCES =
            Path.of(System.getProperty("asyncio4j.root", ".."), "core/src/main/java/dev/asyncio4j");
    private static final JavaCompiler COMPILER = ToolProvider.getSystemJavaCompiler();
    private static final StandardJavaFileManager FILES =
            COMPILER.getStandardFileManager(null, null, null);

    private Mutation() {}

    /// The classes of the broken source, by name.
    static synchronized Map<String, byte[]> of(Planted.Line line) {
        Map<String, ByteArrayOutputStream> written = new HashMap<>();
        DiagnosticCollector<JavaFileObject> problems = new DiagnosticCollector<>();
        boolean compiled =
                COMPILER.getTask(
                                null,
                                new InMemory(FILES, written),
                                problems,
                                List.of("-proc:none", "-nowarn", "-parameters", "-g"),
                                null,
                                List.of(new Source(line.file(), broken(line))))
                        .call();
        if (!compiled) {
            throw new AssertionError(line.name() + ": " + problems.getDiagnostics());
        }
        Map<String, byte[]> classes = new HashMap<>();
        written.forEach((name, bytes) -> classes.put(name, bytes.toByteArray()));
        return classes;
    }

    private static String broken(Planted.Line line) {
        try {
            String source = Files.readString(SOURCES.resolve(line.file()));
            int at = source.indexOf(line.right());
            if (at < 0 || source.indexOf(line.right(), at + 1) >= 0) {
                throw new AssertionError(
                        line.file() + " has this not, or not once: " + line.right());
            }
            return source.replace(line.right(), line.wrong() + " /* planted */");
        } catch (IOException failure) {
            throw new AssertionError(failure);
        }
    }

    private static final class Source extends SimpleJavaFileObject {
        private final String text;

        Source(String file, String text) {
            super(URI.create("string:///dev/asyncio4j/" + file), Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }

    /// Keeps what is compiled.
    private static final class InMemory extends ForwardingJavaFileManager<JavaFileManager> {
        private final Map<String, ByteArrayOutputStream> written;

        InMemory(JavaFileManager files, Map<String, ByteArrayOutputStream> written) {
            super(files);
            this.written = written;
        }

        @Override
        public JavaFileObject getJavaFileForOutput(
                Location location, String name, JavaFileObject.Kind kind, FileObject sibling) {
            return new SimpleJavaFileObject(URI.create("memory:///" + name), kind) {
                @Override
                public OutputStream openOutputStream() {
                    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                    written.put(name, bytes);
                    return bytes;
                }
            };
        }
    }
}
