// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net.process;

import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.net.process.Children.ALL;
import static dev.asyncio4j.net.process.Children.until;
import static org.assertj.core.api.Assertions.assertThat;

import dev.asyncio4j.net.Stage;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What is left of many children: nothing.
@Tag("slow")
@Tag("real-time")
@EnabledOnOs(OS.LINUX)
class ProcessLeakTest {

    private static final int RUNS = 200;

    @ParameterizedTest
    @ValueSource(strings = {"system", "jdk"})
    void children_leaveNoDescriptorThreadOrZombie(String kind) {
        Children children = Children.of(kind);
        Stage stage = Stage.real();
        stage.play(
                () -> {
                    oneOfEachKind(children); // what is made once is made now
                    Set<String> before = Children.descriptors();

                    for (int i = 0; i < RUNS; i++) {
                        oneOfEachKind(children);
                    }

                    until(() -> Children.threads().isEmpty());
                    assertThat(Children.descriptors()).isSubsetOf(before);
                    assertThat(Children.zombies()).isEmpty();
                    assertThat(LoopChildren.of(stage.loop).count()).isZero();
                });
        stage.endsCleanly();
    }

    private static void oneOfEachKind(Children children) {
        Process talks = await(children.exec(ALL, "cat"));
        await(talks.communicate("hello"));
        Process killed = await(children.exec(ALL, "sleep", "1000"));
        killed.close();
        await(killed.waitOn());
        Process silent = await(children.exec(SubprocessOptions.defaults(), "true"));
        await(silent.waitOn());
    }
}
