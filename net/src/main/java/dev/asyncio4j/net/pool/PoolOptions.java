// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net.pool;

import java.util.ArrayList;
import java.util.List;

/// What a pool is made of. Immutable; each `with` returns a changed copy.
///
/// @param workers how many processes there are at most; positive
/// @param jvmOptions for each of them, such as `-Xmx1g`; the class path and the module path are
///     this JVM's
/// @param results patterns of the classes that may come back, besides those of `java.lang`,
///     `java.util`, `java.io`, `java.math`, `java.time` and this library: `com.example.Result`,
///     `com.example.*`, `com.example.**`, as [java.io.ObjectInputFilter.Config] has them
/// @param maxBytes how large a job or a result may be; positive
public record PoolOptions(
        int workers, List<String> jvmOptions, List<String> results, int maxBytes) {

    private static final int DEFAULT_MAX_BYTES = 256 * 1024 * 1024;

    /// Checks them.
    /// @throws IllegalArgumentException if a number is not positive, or a pattern contains `;`
    public PoolOptions {
        if (workers <= 0) {
            throw new IllegalArgumentException("workers: " + workers + " (expected: > 0)");
        }
        if (maxBytes <= 0) {
            throw new IllegalArgumentException("maxBytes: " + maxBytes + " (expected: > 0)");
        }
        for (String each : results) {
            if (each.isEmpty() || each.contains(";") || each.startsWith("!")) {
                throw new IllegalArgumentException(
                        "results: \"" + each + "\" (expected: one class or package)");
            }
        }
        jvmOptions = List.copyOf(jvmOptions);
        results = List.copyOf(results);
    }

    /// One process a core.
    public static PoolOptions defaults() {
        return new PoolOptions(
                Runtime.getRuntime().availableProcessors(),
                List.of(),
                List.of(),
                DEFAULT_MAX_BYTES);
    }

    /// The same with so many processes.
    public PoolOptions withWorkers(int newWorkers) {
        return new PoolOptions(newWorkers, jvmOptions, results, maxBytes);
    }

    /// The same with these options of the JVM, and no others.
    public PoolOptions withJvmOptions(String... newOptions) {
        return new PoolOptions(workers, List.of(newOptions), results, maxBytes);
    }

    /// The same, letting these classes in, too.
    public PoolOptions withResults(String... patterns) {
        List<String> more = new ArrayList<>(results);
        more.addAll(List.of(patterns));
        return new PoolOptions(workers, jvmOptions, more, maxBytes);
    }

    /// The same, letting this class in, too.
    public PoolOptions withResults(Class<?> type) {
        return withResults(type.getName());
    }

    /// The same with another limit of size.
    public PoolOptions withMaxBytes(int newMaxBytes) {
        return new PoolOptions(workers, jvmOptions, results, newMaxBytes);
    }
}
