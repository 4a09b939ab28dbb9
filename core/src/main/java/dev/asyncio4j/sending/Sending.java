// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.sending;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamClass;
import java.io.ObjectStreamField;
import java.io.OutputStream;
import java.lang.invoke.SerializedLambda;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Calls as bytes, and why some cannot be: without reflection, from what was written before the
/// refusal. **Thread** any.
public final class Sending {

    private Sending() {}

    /// What `job` is to another process. **Suspends** never.
    /// @throws IllegalArgumentException if something in it cannot be sent; says what, and where
    public static byte[] bytes(Object job) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        List<Object> seen = new ArrayList<>();
        try (Tracing out = new Tracing(bytes, seen)) {
            out.writeObject(job);
        } catch (NotSerializableException refused) {
            throw new IllegalArgumentException(explained(job, until(refused, seen)), refused);
        } catch (IOException failed) {
            throw new IllegalArgumentException("job: " + failed, failed);
        }
        return bytes.toByteArray();
    }

    /// Notes what it writes, the object that cannot be written last.
    private static final class Tracing extends ObjectOutputStream {

        private final List<Object> seen;

        Tracing(OutputStream out, List<Object> seen) throws IOException {
            super(out);
            this.seen = seen;
            enableReplaceObject(true);
        }

        @Override
        protected Object replaceObject(Object value) {
            seen.add(value);
            return value;
        }
    }

    /// What was written before the refusal, which is then written itself.
    private static List<Object> until(Throwable refused, List<Object> seen) {
        for (int i = 0; i < seen.size(); i++) {
            if (seen.get(i) == refused) {
                return seen.subList(0, i);
            }
        }
        return seen;
    }

    /// Says which object cannot be sent, and who holds it: the last that was written before it and
    /// can hold it.
    private static String explained(Object job, List<Object> seen) {
        Object culprit = seen.getLast();
        if (culprit == job) {
            String lambda = lambdaOf(culprit.getClass().getName());
            return lambda == null
                    ? "job: " + nameOf(culprit) + " (expected: it implements java.io.Serializable)"
                    : "job: a lambda of "
                            + lambda
                            + " (expected: a Job, as in pool.submit(() -> ...) or job(() -> ...))";
        }
        return "job: "
                + nameOf(culprit)
                + holder(culprit, seen.subList(0, seen.size() - 1))
                + " (expected: it implements java.io.Serializable)";
    }

    private static String holder(Object culprit, List<Object> before) {
        for (Object each : before.reversed()) {
            if (each instanceof SerializedLambda lambda && captures(lambda, culprit)) {
                String where = lambda.getCapturingClass().replace('/', '.');
                return where.equals(culprit.getClass().getName())
                        ? ", captured as `this` by a lambda of it: copy what the job needs to"
                                + " variables"
                        : ", captured by a lambda of " + where;
            }
            String field = fieldFor(culprit, each);
            if (field != null) {
                return ", in field " + field + " of " + nameOf(each);
            }
        }
        return "";
    }

    private static boolean captures(SerializedLambda lambda, Object culprit) {
        for (int i = 0; i < lambda.getCapturedArgCount(); i++) {
            if (lambda.getCapturedArg(i) == culprit) {
                return true;
            }
        }
        return false;
    }

    private static @Nullable String fieldFor(Object culprit, Object holder) {
        ObjectStreamClass type = ObjectStreamClass.lookup(holder.getClass());
        if (type != null && !(holder instanceof SerializedLambda)) {
            for (ObjectStreamField field : type.getFields()) {
                if (field.getType() != Object.class && field.getType().isInstance(culprit)) {
                    return field.getName();
                }
            }
        }
        return null;
    }

    private static String nameOf(Object value) {
        String lambda = lambdaOf(value.getClass().getName());
        return lambda == null ? value.getClass().getName() : "a lambda of " + lambda;
    }

    private static @Nullable String lambdaOf(String type) {
        int at = type.indexOf("$$Lambda");
        return at < 0 ? null : type.substring(0, at);
    }
}
