// SPDX-License-Identifier: Apache-2.0
package it.docs;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/// Samples compiled in one go, in memory: their classes, or what the compiler said.
final class Compiled extends ClassLoader {

    private final Map<String, ByteArrayOutputStream> classes = new HashMap<>();
    private final StringWriter said = new StringWriter();

    private Compiled() {
        super(Compiled.class.getClassLoader());
    }

    static Compiled of(List<Sample> samples) throws IOException {
        Compiled compiled = new Compiled();
        var compiler = ToolProvider.getSystemJavaCompiler();
        var options =
                List.of(
                        "-proc:none",
                        "-g",
                        "-parameters",
                        "-classpath",
                        System.getProperty("java.class.path"));
        try (var files = compiler.getStandardFileManager(null, null, null);
                var memory = compiled.files(files)) {
            var sources = samples.stream().map(Compiled::source).toList();
            compiler.getTask(compiled.said, memory, null, options, null, sources).call();
        }
        return compiled;
    }

    /// Empty if all is well.
    String errors() {
        return said.toString();
    }

    /// Writes the classes into a folder, for another JVM.
    void writeTo(Path folder) throws IOException {
        for (var each : classes.entrySet()) {
            Files.write(folder.resolve(each.getKey() + ".class"), each.getValue().toByteArray());
        }
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        ByteArrayOutputStream found = classes.get(name);
        if (found == null) {
            throw new ClassNotFoundException(name);
        }
        return defineClass(name, found.toByteArray(), 0, found.size());
    }

    private static JavaFileObject source(Sample sample) {
        URI uri = URI.create("string:///" + sample.className() + ".java");
        return new SimpleJavaFileObject(uri, JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                return sample.source();
            }
        };
    }

    private JavaFileManager files(StandardJavaFileManager others) {
        return new ForwardingJavaFileManager<>(others) {
            @Override
            public JavaFileObject getJavaFileForOutput(
                    Location location, String name, JavaFileObject.Kind kind, FileObject sibling) {
                return new SimpleJavaFileObject(URI.create("memory:///" + name + ".class"), kind) {
                    @Override
                    public OutputStream openOutputStream() {
                        return classes.computeIfAbsent(name, _ -> new ByteArrayOutputStream());
                    }
                };
            }
        };
    }
}
