// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Events;

/// Runs the tests of [guest] by JUnit, within a test.
final class Kit {

    /// Held, so that it stays silent: these tests go wrong on purpose.
    private static final Logger LOG = Logger.getLogger("asyncio");

    static {
        LOG.setLevel(Level.OFF);
    }

    private final Map<String, String> parameters = new HashMap<>();

    /// The same with a configuration parameter.
    Kit with(String name, String value) {
        parameters.put(name, value);
        return this;
    }

    /// How all tests of a class went.
    Events runAll(Class<?> type) {
        return run(selectClass(type));
    }

    /// Fails unless all `many` tests of a class succeed.
    void succeed(Class<?> type, int many) {
        Events events = runAll(type);
        assertThat(failures(events)).as("failures in %s", type).isEmpty();
        events.assertStatistics(s -> s.started(many).succeeded(many));
    }

    /// Runs one test, whose parameters follow its name in brackets.
    Events run(Class<?> type, String method) {
        int bracket = method.indexOf('(');
        return run(
                bracket < 0
                        ? selectMethod(type, method)
                        : selectMethod(
                                type,
                                method.substring(0, bracket),
                                method.substring(bracket + 1, method.length() - 1)));
    }

    private Events run(DiscoverySelector what) {
        return EngineTestKit.engine("junit-jupiter")
                .configurationParameters(parameters)
                .selectors(what)
                .execute()
                .testEvents();
    }

    /// What one test fails with.
    Throwable failure(Class<?> type, String method) {
        List<Throwable> failures = failures(run(type, method));
        assertThat(failures).as("failures of %s.%s", type, method).hasSize(1);
        return failures.getFirst();
    }

    static List<Throwable> failures(Events events) {
        return events.failed().stream()
                .map(event -> event.getRequiredPayload(TestExecutionResult.class))
                .map(result -> result.getThrowable().orElseThrow())
                .toList();
    }

    /// What `test()` of a class fails with.
    Throwable failure(Class<?> type) {
        return failure(type, "test");
    }

    /// The message of a failure, without what differs from run to run.
    static String message(Throwable failure) {
        return failure.getMessage()
                .replaceAll("java:\\d+", "java")
                .replaceAll("Task-\\d+", "Task-N");
    }
}
