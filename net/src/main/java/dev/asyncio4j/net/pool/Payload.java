// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net.pool;

import dev.asyncio4j.sending.Sending;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InvalidClassException;
import java.io.ObjectInputFilter;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Objects as bytes.
final class Payload {

    private Payload() {}

    // ---- to bytes

    /// @throws IllegalArgumentException if something in it cannot be sent; says what, and where
    static byte[] ofJob(Object job, int maxBytes) {
        byte[] bytes = Sending.bytes(job);
        if (bytes.length > maxBytes) {
            throw new IllegalArgumentException(
                    "job: " + bytes.length + " bytes (expected: <= " + maxBytes + ")");
        }
        return bytes;
    }

    /// @throws IOException if something in it cannot be sent
    static byte[] of(@Nullable Object value) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(value);
        }
        return bytes.toByteArray();
    }

    // ---- from bytes

    /// A job: it comes from this process's owner.
    static Object job(byte[] bytes) throws IOException, ClassNotFoundException {
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes))) {
            return in.readObject();
        }
    }

    /// What a worker says, which may be anything, for its job may have gone wild.
    /// @throws InvalidClassException if there is a class in it that `results` do not let in; names
    /// it
    static @Nullable Object result(byte[] bytes, List<String> results)
            throws IOException, ClassNotFoundException {
        Gate gate = new Gate(results);
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes))) {
            in.setObjectInputFilter(gate);
            return in.readObject();
        } catch (InvalidClassException refused) {
            throw gate.refused == null
                    ? refused
                    : new InvalidClassException(
                            gate.refused,
                            "the pool does not let this class in; to allow it:"
                                    + " PoolOptions.withResults(\""
                                    + gate.refused
                                    + "\")");
        }
    }

    /// Lets in what values and failures are made of, and what the pool's owner has named.
    private static final class Gate implements ObjectInputFilter {

        private static final String ALWAYS =
                "maxdepth=1000;java.lang.*;java.util.*;java.util.concurrent.*;java.io.*;java.math.*;"
                        + "java.time.*;java.time.chrono.*;java.nio.file.*;dev.asyncio4j.*;dev.asyncio4j.sync.*;"
                        + "dev.asyncio4j.net.transport.*;dev.asyncio4j.net.process.*;";

        private final ObjectInputFilter patterns;
        @Nullable String refused;

        Gate(List<String> results) {
            patterns =
                    ObjectInputFilter.Config.createFilter(
                            ALWAYS
                                    + String.join(";", results)
                                    + (results.isEmpty() ? "" : ";")
                                    + "!*");
        }

        @Override
        public Status checkInput(FilterInfo part) {
            Status status = patterns.checkInput(part);
            Class<?> type = part.serialClass();
            if (status == Status.REJECTED && type != null) {
                refused = type.getName();
            }
            return status;
        }
    }
}
