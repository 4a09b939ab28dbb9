// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.junit;

import java.lang.annotation.Annotation;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/// How one test runs, by its annotations and the configuration parameters. An annotation on the
/// method counts before one on the class, and both before a parameter; but the number of schedules
/// and the one to run are whatever the parameters say.
///
/// @param virtual whether it has a virtual clock
/// @param limitSeconds how long a method may take; positive infinity is no limit
/// @param debug whether the loop is in debug mode
/// @param allowed what it may leave undone
/// @param schedules null if it runs once
/// @param many how many schedules
/// @param only the one schedule to run; empty is all
record Settings(
        boolean virtual,
        double limitSeconds,
        boolean debug,
        Set<Neglect> allowed,
        @Nullable Schedules schedules,
        int many,
        String only) {

    private static final String DEBUG = "asyncio4j.junit.debug";
    private static final String LIMIT = "asyncio4j.junit.limit";
    private static final String MANY = "asyncio4j.junit.schedules";
    private static final double USUAL_LIMIT = 60;

    static Settings of(ExtensionContext context) {
        Schedules schedules = nearest(context, Schedules.class).orElse(null);
        return new Settings(
                nearest(context, VirtualClock.class).isPresent(),
                limit(context),
                parameter(context, DEBUG, "true or false", Settings::truth).orElse(true),
                nearest(context, Allow.class).map(allow -> Set.of(allow.value())).orElse(Set.of()),
                schedules,
                parameter(context, MANY, "a number >= 1", Settings::positive)
                        .orElse(schedules == null ? 1 : schedules.value()),
                context.getConfigurationParameter(dev.asyncio4j.testing.Schedule.PROPERTY)
                        .orElse(schedules == null ? "" : schedules.only()));
    }

    /// The annotation on the test method, or else on its class or what encloses that.
    static <A extends Annotation> Optional<A> nearest(ExtensionContext context, Class<A> type) {
        return AnnotationSupport.findAnnotation(context.getTestMethod(), type)
                .or(() -> onClass(context, type));
    }

    /// The annotation on the test class or what encloses that.
    static <A extends Annotation> Optional<A> onClass(ExtensionContext context, Class<A> type) {
        List<Class<?>> enclosing = context.getEnclosingTestClasses();
        return AnnotationSupport.findAnnotation(context.getRequiredTestClass(), type, enclosing);
    }

    private static double limit(ExtensionContext context) {
        Optional<TimeLimit> annotation = nearest(context, TimeLimit.class);
        if (annotation.isEmpty()) {
            return parameter(context, LIMIT, "seconds > 0", Settings::seconds).orElse(USUAL_LIMIT);
        }
        double seconds = annotation.get().value();
        if (!(seconds > 0)) {
            throw new ExtensionConfigurationException(
                    "@TimeLimit: " + seconds + " (expected: seconds > 0)");
        }
        return seconds;
    }

    private static double seconds(String text) {
        double seconds = Double.parseDouble(text);
        if (!(seconds > 0)) {
            throw new IllegalArgumentException(text);
        }
        return seconds;
    }

    private static int positive(String text) {
        int number = Integer.parseInt(text);
        if (number < 1) {
            throw new IllegalArgumentException(text);
        }
        return number;
    }

    private static boolean truth(String text) {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException(text);
        };
    }

    private static <T> Optional<T> parameter(
            ExtensionContext context, String name, String rule, Function<String, T> reading) {
        Optional<String> text = context.getConfigurationParameter(name);
        try {
            return text.map(given -> reading.apply(given.strip()));
        } catch (IllegalArgumentException wrong) {
            throw new ExtensionConfigurationException(
                    name + ": " + text.orElse("") + " (expected: " + rule + ")", wrong);
        }
    }
}
