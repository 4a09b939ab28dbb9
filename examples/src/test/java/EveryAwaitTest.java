// SPDX-License-Identifier: Apache-2.0

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.asyncio4j.CancelledError;
import dev.asyncio4j.Coroutine;
import dev.asyncio4j.EventLoop;
import dev.asyncio4j.InvalidStateError;
import dev.asyncio4j.Runner;
import dev.asyncio4j.RunnerOptions;
import dev.asyncio4j.loop.Choices;
import dev.asyncio4j.loop.Fault;
import dev.asyncio4j.testing.VirtualTime;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;

/// Cancels each example that stays in its process at each of its awaits in turn. Wherever it hits:
/// the program ends by its result or as cancelled, no task is left, and nothing is reported.
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class EveryAwaitTest {

    /// The examples, and the method that gives the coroutine which their `main` runs.
    private static final Map<String, String> EXAMPLES =
            new TreeMap<>(
                    Map.of(
                            "AwaitPauses", "kitchen",
                            "BlockingCode", "demo",
                            "CpuBound", "demo",
                            "Downloads", "orchestrateDownloads",
                            "LazyCoroutine", "demo",
                            "LoopWhiteboard", "demo",
                            "TasksAndGather", "demo"));

    /// Cancels the task that comes to the n-th await; counts all.
    private static final class CancelAt implements Choices {
        final int at;
        int seen;

        CancelAt(int at) {
            this.at = at;
        }

        @Override
        public int choose(Kind kind, int count) {
            return 0;
        }

        @Override
        public @Nullable Injection atAwait(boolean canFail) {
            return seen++ == at ? new Injection.Cancel("at await " + at) : null;
        }
    }

    /// What became of a program. A task that its runner could not end would be a fault, too.
    private record Played(int awaits, @Nullable Throwable end, List<Fault> faults) {}

    @TestFactory
    Stream<DynamicTest> example_cancelledAtAnyAwait_endsAndLeavesNothing() {
        return EXAMPLES.keySet().stream()
                .map(name -> dynamicTest(name, () -> cancelsAtEachAwait(name)));
    }

    private static void cancelsAtEachAwait(String name) throws Exception {
        Played undisturbed = play(name, -1);
        assertThat(undisturbed.end()).as("undisturbed").isNull();

        for (int at = 0; at < undisturbed.awaits(); at++) {
            Played played = play(name, at);

            String where = name + ", cancelled at await " + at;
            assertThat(played.faults()).as(where).isEmpty();
            if (played.end() != null && !isOfTheLetter(name, played.end())) {
                assertThat(played.end()).as(where).isInstanceOf(CancelledError.class);
            }
        }
    }

    /// A waiter that is cancelled takes its letter along, as in asyncio; so nobody can write it any
    /// more.
    private static boolean isOfTheLetter(String name, Throwable end) {
        return name.equals("LoopWhiteboard") && end instanceof InvalidStateError;
    }

    private static Played play(String name, int at) throws Exception {
        CancelAt choices = new CancelAt(at);
        List<Fault> faults = new ArrayList<>();
        EventLoop loop = new EventLoop(VirtualTime.options().withChoices(choices).withStrict(true));
        loop.setExceptionHandler((here, fault) -> faults.add(fault));
        PrintStream before = System.out;
        System.setOut(new PrintStream(OutputStream.nullOutputStream()));
        Throwable end = null;
        try (Runner runner = new Runner(RunnerOptions.defaults().withLoopFactory(() -> loop))) {
            runner.run(mainOf(name));
        } catch (Exception | Error thrown) {
            end = thrown;
        } finally {
            System.setOut(before);
        }
        return new Played(choices.seen, end, faults);
    }

    private static Coroutine<?> mainOf(String name) throws ReflectiveOperationException {
        Constructor<?> constructor = Class.forName(name).getDeclaredConstructor();
        constructor.setAccessible(true);
        Object program = constructor.newInstance();
        Method main = program.getClass().getDeclaredMethod(EXAMPLES.get(name));
        main.setAccessible(true);
        return (Coroutine<?>) main.invoke(program);
    }
}
