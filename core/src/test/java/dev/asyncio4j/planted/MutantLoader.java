// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.planted;

import java.io.IOException;
import java.io.InputStream;
import java.util.Map;

/// A world of its own for one mistake: loads the whole library, and these tests, once more, with
/// the broken classes in the place of the right ones.
final class MutantLoader extends ClassLoader {

    private static final String OURS = "dev.asyncio4j.";

    private final Map<String, byte[]> broken;

    MutantLoader(Map<String, byte[]> broken) {
        super(MutantLoader.class.getClassLoader());
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
        if (bytes == null) {
            bytes = unbroken(name);
        }
        return defineClass(name, bytes, 0, bytes.length);
    }

    private byte[] unbroken(String name) throws ClassNotFoundException {
        try (InputStream file =
                getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
            if (file == null) {
                throw new ClassNotFoundException(name);
            }
            return file.readAllBytes();
        } catch (IOException failure) {
            throw new ClassNotFoundException(name, failure);
        }
    }
}
