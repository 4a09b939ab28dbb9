// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net.faults;

import static dev.asyncio4j.Asyncio.async;
import static dev.asyncio4j.Asyncio.run;
import static dev.asyncio4j.net.Net.engine;
import static dev.asyncio4j.net.Net.engineReason;
import static dev.asyncio4j.net.Net.use;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.asyncio4j.EventLoop;
import dev.asyncio4j.net.Stage;
import dev.asyncio4j.net.transport.Engine;
import java.lang.ProcessBuilder.Redirect;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Engines that the system refuses: the next best takes their place, and says why.
@Tag("real-time") // with real sockets
@EnabledOnOs(OS.LINUX)
class EngineTest {

    @Test
    void engine_ofAnotherSystem_makesWay_andTheReasonCanBeAskedFor() {
        Stage stage = Stage.real();
        stage.play(
                () -> {
                    use(Engine.KQUEUE);
                    assertThat(engine()).isIn(Engine.EPOLL, Engine.NIO);
                    assertThat(engineReason())
                            .startsWith(engine() + ": kqueue was asked for, but ");
                });
        stage.endsCleanly();
    }

    @ParameterizedTest
    @ValueSource(strings = {"io_uring", "epoll", "auto"})
    void engine_thatCannotStart_makesWay_andTheServerAnswers(String wish) throws Exception {
        List<String> command =
                Jvm.command("-Dasyncio4j.transport=" + wish, "-Dio.netty.transport.noNative=true");
        command.add(Answers.class.getName());
        Process jvm = new ProcessBuilder(command).redirectError(Redirect.INHERIT).start();

        assertThat(jvm.inputReader().readLine())
                .startsWith("nio: ")
                .containsAnyOf("noNative", "virtual thread");
        assertThat(jvm.inputReader().readLine()).isEqualTo("answered");
        assertThat(jvm.waitFor()).isZero();
    }

    /// What that JVM runs.
    static final class Answers {
        public static void main(String[] arguments) {
            var scene = new Scene(Engine.AUTO);
            scene.play(
                    scene::echo,
                    () -> {
                        System.out.println(engineReason());
                        scene.answers();
                        System.out.println("answered");
                    });
        }
    }

    @Test
    void ring_staysOnItsThread() throws Exception {
        EventLoop loop = new EventLoop();
        Engine chosen =
                loop.runUntilComplete(
                        async(
                                () -> {
                                    use(Engine.IO_URING);
                                    return engine();
                                }));
        if (chosen == Engine.IO_URING) {
            Thread other =
                    Thread.ofPlatform()
                            .unstarted(
                                    () ->
                                            assertThatThrownBy(
                                                            () ->
                                                                    loop.runUntilComplete(
                                                                            async(() -> 1)))
                                                    .isInstanceOf(IllegalStateException.class)
                                                    .hasMessageContaining("run the loop there"));
            Throwable[] failure = {null};
            other.setUncaughtExceptionHandler((thread, thrown) -> failure[0] = thrown);
            other.start();
            other.join();
            assertThat(failure[0]).isNull();
        }
        loop.close();
        assertThat(run(async(() -> "another loop"))).isEqualTo("another loop");
    }
}
