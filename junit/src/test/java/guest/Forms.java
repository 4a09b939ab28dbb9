// SPDX-License-Identifier: Apache-2.0
package guest;

import static dev.asyncio4j.Asyncio.*;
import static org.assertj.core.api.Assertions.assertThat;

import dev.asyncio4j.EventLoop;
import dev.asyncio4j.Task;
import dev.asyncio4j.context.ContextVar;
import dev.asyncio4j.junit.AsyncTest;
import dev.asyncio4j.junit.InLoop;
import dev.asyncio4j.junit.VirtualClock;
import dev.asyncio4j.testing.VirtualTime;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Tests as users write them, in all their forms. They pass.
public final class Forms {

    private Forms() {}

    public static class Plain {

        @AsyncTest
        @Tag("some")
        @DisplayName("a name of its own")
        void awaits(EventLoop loop, TestInfo info, @TempDir Path folder) throws Exception {
            assertThat(getRunningLoop()).isSameAs(loop);
            assertThat(loop.debug()).isTrue();
            assertThat(Task.current().name()).isEqualTo("awaits");
            assertThat(info.getDisplayName()).isEqualTo("a name of its own");
            assertThat(info.getTags()).contains("some");
            assertThat(await(toThread(() -> Files.isDirectory(folder)))).isTrue();
            assertThat(await(gather(sleep(0, 1), sleep(0.001, 2)))).containsExactly(1, 2);
        }

        @AsyncTest
        void isAborted() {
            await(sleep(0));
            Assumptions.abort("for a reason");
        }

        @AsyncTest
        void cancelsLast() {
            Task<?> outer = createTask(async(() -> await(gather(sleep(9), sleep(9)))));
            await(sleep(0));
            await(sleep(0));
            outer.cancel();
        }

        @Test
        void runsOutside() {
            assertThat(Task.current()).isNull();
        }
    }

    public static class Around {
        static final List<String> MARKS = new ArrayList<>();
        static final ContextVar<String> USER = ContextVar.of("user");

        private EventLoop loop;
        private Task<Void> server;

        @BeforeAll
        static void begin() {
            MARKS.clear();
        }

        @BeforeEach
        void outside(EventLoop given) {
            loop = given;
            MARKS.add("before, in a task: " + (Task.current() != null));
        }

        @BeforeEach
        @InLoop
        void inside() {
            USER.set("Ann");
            server = createTask(sleep(3600), "server");
            await(sleep(0));
        }

        @AfterEach
        @InLoop
        void end() {
            MARKS.add("after, in a task: " + (Task.current() != null));
            server.cancel();
            MARKS.add(USER.get());
            USER.set("nobody");
        }

        @AsyncTest
        void test() {
            assertThat(getRunningLoop()).isSameAs(loop);
            assertThat(USER.get()).isEqualTo("Ann");
            assertThat(allTasks()).contains(server);
            MARKS.add("test");
        }

        public static List<String> marks() {
            return MARKS;
        }
    }

    @InLoop
    @VirtualClock
    public static class WholeClass {
        private double begun;

        @BeforeEach
        void before() {
            await(sleep(3600));
            begun = getRunningLoop().time();
        }

        @Test
        void test(VirtualTime time) {
            await(sleep(3600));
            assertThat(time.nanos()).isEqualTo(7200_000_000_000L);
        }

        @ParameterizedTest
        @ValueSource(ints = {1, 2, 3})
        void parameterized(int seconds, EventLoop loop) {
            await(sleep(seconds));
            assertThat(loop.time()).isEqualTo(begun + seconds);
        }

        @RepeatedTest(3)
        void repeated() {
            await(sleep(1));
            assertThat(getRunningLoop().time()).isEqualTo(begun + 1);
        }

        @TestFactory
        Stream<DynamicTest> dynamic() {
            Set<EventLoop> loops = new HashSet<>();
            return Stream.of(1, 2)
                    .map(
                            number ->
                                    DynamicTest.dynamicTest(
                                            "dynamic " + number,
                                            () -> {
                                                await(sleep(3600));
                                                assertThat(loops.add(getRunningLoop())).isTrue();
                                            }));
        }

        @Nested
        class Inner {
            @Test
            void test() {
                await(sleep(1));
                assertThat(getRunningLoop().time()).isEqualTo(3601);
            }
        }
    }

    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    public static class PerClass {
        private final Set<EventLoop> loops = new HashSet<>();

        @AsyncTest
        void one() {
            await(sleep(0));
            assertThat(loops.add(getRunningLoop())).isTrue();
        }

        @AsyncTest
        void two() {
            await(sleep(0));
            assertThat(loops.add(getRunningLoop())).isTrue();
        }
    }

    public static class Heir extends WholeClass {}
}
