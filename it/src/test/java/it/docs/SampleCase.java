// SPDX-License-Identifier: Apache-2.0
package it.docs;

import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.Asyncio.toThread;
import static org.assertj.core.api.Assertions.assertThat;

import dev.asyncio4j.EventLoop;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInfo;

/// Tests of samples that do not print by themselves what can be compared: each test gives one of
/// them what it needs around it, runs it, and looks at what it did. Which one it is says [Shown];
/// `SamplesTest` sees that each sample has a test.
abstract class SampleCase {

    private Sample sample;
    private Compiled compiled;

    @BeforeEach
    void find(TestInfo test) {
        sample = find(test.getTestMethod().orElseThrow().getAnnotation(Shown.class));
    }

    static Sample find(Shown shown) {
        List<Sample> found =
                Sample.of(Page.read(Page.ROOT.resolve(shown.page()))).stream()
                        .filter(each -> each.code().text().contains(shown.words()))
                        .filter(each -> each.promises().isEmpty())
                        .toList();
        assertThat(found.stream().map(Sample::name)).as("'%s'", shown.words()).hasSize(1);
        return found.getFirst();
    }

    /// Puts what a test can have in the place of what readers have, such as another address.
    final void replace(String theirs, String ours) {
        sample = sample.with(theirs, ours);
    }

    /// Makes `run` give what the sample keeps in variables.
    final void giving(String expression) {
        sample = sample.giving(expression);
    }

    final Compiled compiled() throws Exception {
        if (compiled == null) {
            // The compiler takes its time, which is no business of the loop.
            compiled =
                    isInLoop()
                            ? await(toThread(() -> Compiled.of(List.of(sample))))
                            : Compiled.of(List.of(sample));
            assertThat(compiled.errors()).isEmpty();
        }
        return compiled;
    }

    private static boolean isInLoop() {
        return EventLoop.current() != null;
    }

    final Sample sample() {
        return sample;
    }

    /// Runs the statements, with those of their parameters that this sample uses.
    final Object run(Map<String, ?> given) throws Exception {
        Method fragment =
                Arrays.stream(compiled().loadClass(sample.className()).getDeclaredMethods())
                        .filter(each -> each.getName().equals("fragment"))
                        .findFirst()
                        .orElseThrow();
        return call(
                fragment,
                Arrays.stream(fragment.getParameters())
                        .map(Parameter::getName)
                        .map(given::get)
                        .toArray());
    }

    /// Calls the method that the sample is.
    final Object call(String name, Object... arguments) throws Exception {
        Method method =
                Arrays.stream(compiled().loadClass(sample.className()).getDeclaredMethods())
                        .filter(each -> each.getName().equals(name))
                        .findFirst()
                        .orElseThrow();
        return call(method, arguments);
    }

    private static Object call(Method method, Object... arguments) throws Exception {
        Constructor<?> constructor = method.getDeclaringClass().getDeclaredConstructor();
        constructor.setAccessible(true);
        method.setAccessible(true);
        try {
            return method.invoke(constructor.newInstance(), arguments);
        } catch (InvocationTargetException thrown) {
            switch (thrown.getCause()) {
                case Error failure -> throw failure;
                case Exception failure -> throw failure;
                default -> throw thrown;
            }
        }
    }
}
