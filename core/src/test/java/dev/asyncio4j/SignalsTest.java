// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j;

import static dev.asyncio4j.Asyncio.async;
import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.Asyncio.getRunningLoop;
import static dev.asyncio4j.Asyncio.run;
import static dev.asyncio4j.Asyncio.sleep;
import static dev.asyncio4j.Asyncio.toThread;
import static org.assertj.core.api.Assertions.assertThat;

import dev.asyncio4j.loop.ChildJvm;
import java.io.BufferedReader;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

/// Real signals, each to a JVM of its own. A child prints `ready` when the next one may come.
@Tag("slow")
@DisabledOnOs(OS.WINDOWS)
class SignalsTest {
    @Test
    void interrupt_first_cancelsMainWhichCleansUp() throws Exception {
        Child child = start(CleansUp.class);

        child.send("INT");

        assertThat(child.lines())
                .containsExactly("cancelled by SIGINT", "cleaned up", "KeyboardInterrupt");
    }

    @Test
    void interrupt_swallowedByMain_givesItsResult() throws Exception {
        Child child = start(Swallows.class);

        child.send("INT");

        assertThat(child.lines()).containsExactly("swallowed", "result");
    }

    @Test
    void interrupt_second_leavesTheLoopAtOnce() throws Exception {
        Child child = start(SwallowsAndStays.class);

        child.send("INT");
        child.awaitReady();
        child.send("INT");

        assertThat(child.lines()).containsExactly("KeyboardInterrupt");
    }

    @Test
    void interrupt_afterTheRun_isTheJvmsAgain() throws Exception {
        Child child = start(RunsThenStays.class);

        child.send("INT");
        child.lines();

        assertThat(child.process.waitFor()).isEqualTo(130);
    }

    @Test
    void interrupt_thatTheProgramHandlesItself_isLeftToIt() throws Exception {
        Child child = start(HandlesItself.class);

        child.send("INT");

        assertThat(child.lines()).containsExactly("handled by the program", "went on");
    }

    @Test
    void terminate_asWished_isSystemExit143() throws Exception {
        Child child = start(Terminates.class);

        child.send("TERM");

        assertThat(child.lines())
                .containsExactly("cancelled by SIGTERM", "cleaned up", "SystemExit 143");
    }

    @Test
    void terminate_byDefault_isTheJvms() throws Exception {
        Child child = start(CleansUp.class);

        child.send("TERM");
        List<String> lines = child.lines();

        assertThat(child.process.waitFor()).isEqualTo(143);
        assertThat(lines).isEmpty();
    }

    @Test
    void interrupt_ignoredSinceTheBeginning_isLeftAlone_andAHandlerIsRefused() throws Exception {
        Process process = ChildJvm.startIgnoring("INT", Asks.class, options());
        Child child = new Child(process, process.inputReader());
        child.awaitReady();

        child.send("INT");
        process.getOutputStream().close();

        assertThat(child.lines())
                .containsExactly(
                        "sig 2 cannot be caught: SIGINT is ignored in this process, as after nohup or"
                                + " behind `&` in a script; the JVM leaves it so",
                        "went on");
    }

    /// Asks for a handler, says that it is ready, and goes on when its input ends.
    static final class Asks {
        public static void main(String[] arguments) {
            tell(
                    () ->
                            run(
                                    async(
                                            () -> {
                                                System.out.println("ready");
                                                await(toThread(System.in::read));
                                                try {
                                                    getRunningLoop()
                                                            .addSignalHandler(
                                                                    Signal.SIGINT, () -> {});
                                                } catch (IllegalStateException refused) {
                                                    System.out.println(refused.getMessage());
                                                }
                                                System.out.println("went on");
                                            })));
        }
    }

    /// Has a handler of its own when the run begins. By reflection, because javac warns of
    /// `sun.misc.Signal`.
    static final class HandlesItself {
        public static void main(String[] arguments) throws ReflectiveOperationException {
            CompletableFuture<String> came = new CompletableFuture<>();
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object own =
                    Proxy.newProxyInstance(
                            handler.getClassLoader(),
                            new Class<?>[] {handler},
                            (proxy, method, given) -> {
                                came.complete("handled by the program");
                                return null;
                            });
            signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance("INT"), own);
            tell(
                    () ->
                            run(
                                    async(
                                            () -> {
                                                System.out.println("ready");
                                                System.out.println(await(came));
                                                System.out.println("went on");
                                            })));
        }
    }

    static final class CleansUp {
        public static void main(String[] arguments) {
            tell(() -> run(cleaningUp()));
        }
    }

    static final class Terminates {
        public static void main(String[] arguments) {
            tell(() -> run(cleaningUp(), RunnerOptions.defaults().withTerminate(true)));
        }
    }

    static final class Swallows {
        public static void main(String[] arguments) {
            tell(
                    () -> {
                        String result =
                                run(
                                        async(
                                                () -> {
                                                    try {
                                                        System.out.println("ready");
                                                        await(sleep(60));
                                                    } catch (CancelledError swallowed) {
                                                        System.out.println("swallowed");
                                                    }
                                                    return "result";
                                                }));
                        System.out.println(result);
                    });
        }
    }

    static final class SwallowsAndStays {
        public static void main(String[] arguments) {
            tell(
                    () ->
                            run(
                                    async(
                                            () -> {
                                                for (int i = 0; i < 2; i++) {
                                                    try {
                                                        System.out.println("ready");
                                                        await(sleep(60));
                                                    } catch (CancelledError swallowed) {
                                                        // stays
                                                    }
                                                }
                                            })));
        }
    }

    static final class RunsThenStays {
        public static void main(String[] arguments) throws InterruptedException {
            run(sleep(0));
            System.out.println("ready");
            Thread.currentThread().join();
        }
    }

    private static Coroutine<Void> cleaningUp() {
        return async(
                () -> {
                    try {
                        System.out.println("ready");
                        await(sleep(60));
                    } catch (CancelledError cancelled) {
                        System.out.println(cancelled.reason());
                        throw cancelled;
                    } finally {
                        await(sleep(0.001));
                        System.out.println("cleaned up");
                    }
                });
    }

    private static void tell(Runnable program) {
        try {
            program.run();
        } catch (KeyboardInterrupt interrupted) {
            System.out.println("KeyboardInterrupt");
        } catch (SystemExit exit) {
            System.out.println("SystemExit " + exit.code());
        }
    }

    private static String[] options() {
        return new String[] {
            "-Dasyncio4j.strand=" + System.getProperty("asyncio4j.strand", "hand-off"),
            "--add-opens=java.base/java.lang=ALL-UNNAMED"
        };
    }

    private static Child start(Class<?> program) throws Exception {
        Process process = ChildJvm.start(program, Map.of(), options());
        Child child = new Child(process, process.inputReader());
        child.awaitReady();
        return child;
    }

    private record Child(Process process, BufferedReader out) {
        void awaitReady() throws Exception {
            assertThat(out.readLine()).isEqualTo("ready");
        }

        void send(String signal) throws Exception {
            new ProcessBuilder("kill", "-" + signal, String.valueOf(process.pid()))
                    .start()
                    .waitFor();
        }

        List<String> lines() {
            return out.lines().toList();
        }
    }
}
