// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.fuzz;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
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
import javax.tools.ToolProvider;

/// A mistake that somebody could make in a parser: one line of it in other words.
///
/// @param target which is to find it
/// @param file the class, below the package of HTTP
/// @param right what stands there
/// @param wrong what is to stand there
record Planted(String target, String file, String right, String wrong) {

    private static final String OURS = "dev.asyncio4j.http.";

    /// Looks for it with so many inputs, in a world in which it was made.
    /// @return what was found; null if nothing was
    Object find(int times, long seed) throws Exception {
        Loader world = new Loader(compiled());
        var find =
                world.loadClass(Fuzzing.class.getName())
                        .getDeclaredMethod("find", String.class, int.class, long.class);
        find.setAccessible(true);
        return find.invoke(null, target, times, seed);
    }

    private Map<String, byte[]> compiled() throws IOException {
        Path source =
                Path.of(
                        System.getProperty("asyncio4j.root", ".."),
                        "http/src/main/java/dev/asyncio4j/http/" + file + ".java");
        String text = Files.readString(source);
        if (text.indexOf(right) < 0 || text.indexOf(right) != text.lastIndexOf(right)) {
            throw new AssertionError("not once in " + file + ": " + right);
        }
        String broken = text.replace(right, wrong);
        Map<String, ByteArrayOutputStream> classes = new HashMap<>();
        var compiler = ToolProvider.getSystemJavaCompiler();
        var files =
                new ForwardingJavaFileManager<JavaFileManager>(
                        compiler.getStandardFileManager(null, null, null)) {
                    @Override
                    public JavaFileObject getJavaFileForOutput(
                            Location place,
                            String name,
                            JavaFileObject.Kind kind,
                            FileObject sibling) {
                        return new SimpleJavaFileObject(URI.create("mem:///" + name), kind) {
                            @Override
                            public OutputStream openOutputStream() {
                                ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                                classes.put(name, bytes);
                                return bytes;
                            }
                        };
                    }
                };
        var unit =
                new SimpleJavaFileObject(source.toUri(), JavaFileObject.Kind.SOURCE) {
                    @Override
                    public CharSequence getCharContent(boolean ignored) {
                        return broken;
                    }
                };
        List<String> options = List.of("-proc:none", "-nowarn");
        if (!compiler.getTask(null, files, null, options, null, List.of(unit)).call()) {
            throw new AssertionError("does not compile: " + wrong);
        }
        Map<String, byte[]> made = new HashMap<>();
        classes.forEach((name, bytes) -> made.put(name, bytes.toByteArray()));
        return made;
    }

    /// Loads all of HTTP once more, with the broken class in the place of the right one.
    private static final class Loader extends ClassLoader {

        private final Map<String, byte[]> broken;

        Loader(Map<String, byte[]> broken) {
            super(Planted.class.getClassLoader());
            this.broken = broken;
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (!name.startsWith(OURS)) {
                return super.loadClass(name, resolve);
            }
            synchronized (getClassLoadingLock(name)) {
                Class<?> known = findLoadedClass(name);
                return known == null ? define(name) : known;
            }
        }

        private Class<?> define(String name) throws ClassNotFoundException {
            byte[] bytes = broken.get(name);
            try (InputStream file =
                    getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
                if (bytes == null && file == null) {
                    throw new ClassNotFoundException(name);
                }
                byte[] all = bytes == null ? file.readAllBytes() : bytes;
                return defineClass(name, all, 0, all.length);
            } catch (IOException failure) {
                throw new ClassNotFoundException(name, failure);
            }
        }
    }
}
