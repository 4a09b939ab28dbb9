// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net.pool;

import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.Asyncio.runInExecutor;
import static dev.asyncio4j.Asyncio.timeout;
import static dev.asyncio4j.net.pool.ProcessPool.job;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.asyncio4j.TimeoutError;
import dev.asyncio4j.net.Stage;
import java.io.Serializable;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// Jobs in other JVMs, which may die.
@Tag("slow")
@Tag("real-time") // they are real processes
@EnabledOnOs(OS.LINUX)
class ProcessPoolTest {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    /// For tests that do not end it.
    private static ProcessPool pool;

    @BeforeAll
    static void makePool() {
        pool = new ProcessPool(one());
    }

    @AfterAll
    static void closePool() {
        pool.close();
        assertThat(pool.pids()).isEmpty();
    }

    /// A pool of one, whose JVM begins fast.
    private static PoolOptions one() {
        return PoolOptions.defaults()
                .withWorkers(1)
                .withJvmOptions("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx64m");
    }

    private static <T> T get(CompletableFuture<T> future) throws Exception {
        return future.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    }

    private static Throwable failureOf(CompletableFuture<?> future) throws Exception {
        try {
            get(future);
        } catch (ExecutionException failed) {
            return failed.getCause();
        }
        throw new AssertionError("it did not fail");
    }

    static long pid() {
        return ProcessHandle.current().pid();
    }

    static long stay() {
        while (true) {
            Thread.onSpinWait();
        }
    }

    private static void awaitEnd(long pid) throws Exception {
        ProcessHandle handle = ProcessHandle.of(pid).orElse(null);
        if (handle != null) {
            handle.onExit().get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        }
    }

    // ---- what goes and comes

    @Test
    void job_runsElsewhere_andGivesItsResult() throws Exception {
        int captured = 41;

        assertThat(get(pool.submit(() -> captured + 1))).isEqualTo(42);
        long there = get(pool.submit(() -> pid()));
        assertThat(there).isNotEqualTo(pid());
        assertThat(pool.pids()).containsExactly(there);
        assertThat(get(pool.submit(() -> List.of("a", Map.of(1, Duration.ofSeconds(2))))))
                .isEqualTo(List.of("a", Map.of(1, Duration.ofSeconds(2))));
        assertThat(get(pool.submit(() -> new int[] {1, 2}))).containsExactly(1, 2);
        get(pool.submit(() -> System.setProperty("left", "behind")));
        assertThat(get(pool.submit(() -> System.getProperty("left")))).isEqualTo("behind");
        assertThat(System.getProperty("left")).isNull();
        assertThat(pool).hasToString("<ProcessPool workers=1/1 waiting=0>");
    }

    @Test
    void job_withoutAResult_givesNull() throws Exception {
        Action quiet = () -> System.setProperty("a", "b");

        assertThat(get(pool.submit(quiet))).isNull();
        pool.execute(quiet);
        assertThat(get(pool.submit(() -> System.getProperty("a")))).isEqualTo("b");
    }

    @Test
    void job_thatPrintsAndReads_harmsNobody() throws Exception {
        assertThat(
                        get(
                                pool.submit(
                                        () -> {
                                            System.out.println("a job prints this");
                                            return System.in.read();
                                        })))
                .isEqualTo(-1);
    }

    @Test
    void job_thatFails_failsWithWhatItThrew() throws Exception {
        Throwable failure =
                failureOf(
                        pool.submit(
                                () -> {
                                    throw new IllegalStateException("broken");
                                }));

        assertThat(failure).isExactlyInstanceOf(IllegalStateException.class).hasMessage("broken");
        assertThat(failure.getStackTrace()[0].getClassName())
                .isEqualTo(ProcessPoolTest.class.getName());
        assertThat(get(pool.submit(() -> 1))).isEqualTo(1);
    }

    @Test
    void loop_runsJobsInAPool() {
        Stage stage = Stage.real();
        stage.play(
                () -> {
                    long there = await(runInExecutor(pool, job(() -> pid())));
                    assertThat(there).isNotEqualTo(pid());
                    assertThatThrownBy(() -> await(runInExecutor(pool, job(() -> stay(-1)))))
                            .isInstanceOf(IllegalArgumentException.class)
                            .hasMessage("stay: -1");

                    assertThatThrownBy(
                                    () ->
                                            await(
                                                    timeout(
                                                            0.05,
                                                            () ->
                                                                    await(
                                                                            runInExecutor(
                                                                                    pool,
                                                                                    job(
                                                                                            () ->
                                                                                                    stay()))))))
                            .isInstanceOf(TimeoutError.class);
                    long next = await(runInExecutor(pool, job(() -> pid())));
                    assertThat(next).as("the worker was killed").isNotEqualTo(there);
                    assertThat(ProcessHandle.of(there)).isEmpty();
                });
        stage.endsCleanly();
    }

    static long stay(long time) {
        throw new IllegalArgumentException("stay: " + time);
    }

    // ---- workers that die

    @Test
    void workers_thatDie_failTheirJobAndAreReplaced() throws Exception {
        long first = get(pool.submit(() -> pid()));

        assertThat(failureOf(pool.submit(() -> System.exit(7))))
                .isInstanceOf(WorkerDiedError.class)
                .hasMessage("worker process %d ended with exit code 7 while it ran the job", first);
        long second = get(pool.submit(() -> pid()));
        assertThat(second).isNotEqualTo(first);

        assertThat(failureOf(pool.submit(() -> Runtime.getRuntime().halt(0))))
                .isInstanceOf(WorkerDiedError.class)
                .hasMessageContaining("ended with exit code 0");

        long third = get(pool.submit(() -> pid()));
        CompletableFuture<Long> staying = pool.submit(() -> stay());
        ProcessHandle.of(third).orElseThrow().destroyForcibly();
        assertThat(failureOf(staying))
                .isInstanceOf(WorkerDiedError.class)
                .hasMessageContaining("was killed by signal 9 (exit code 137)");
        assertThat(get(pool.submit(() -> 1))).isEqualTo(1);
    }

    @Test
    void worker_withoutMemory_failsItsJobAndIsReplaced() throws Exception {
        assertThat(failureOf(pool.submit(() -> new byte[1_000_000_000].length)))
                .isInstanceOf(WorkerDiedError.class)
                .hasMessageContaining(
                        "ended with exit code 3 (as a JVM out of memory does) while it ran");
        assertThat(get(pool.submit(() -> 1))).isEqualTo(1);
    }

    @Test
    void worker_thatDiesIdle_isReplacedUnseen() throws Exception {
        long first = get(pool.submit(() -> pid()));
        ProcessHandle.of(first).orElseThrow().destroyForcibly();
        awaitEnd(first);

        assertThat(get(pool.submit(() -> pid()))).isNotEqualTo(first);
    }

    @Test
    void workers_thatCannotStart_failTheirJobs() throws Exception {
        try (ProcessPool pool = new ProcessPool(one().withJvmOptions("-XX:NoSuchOption"))) {
            assertThat(failureOf(pool.submit(() -> 1)))
                    .isInstanceOf(WorkerDiedError.class)
                    .hasMessage("no worker could be started: it ended with exit code 1");
        }
    }

    @Test
    void workers_leaveCtrlCToTheirOwner() throws Exception {
        long there = get(pool.submit(() -> pid()));
        new ProcessBuilder("kill", "-INT", "" + there).inheritIO().start().waitFor();

        assertThat(get(pool.submit(() -> pid()))).isEqualTo(there);
    }

    // ---- what cannot be sent

    @Test
    void jobs_thatCannotBeSent_areRefusedWithTheReason() {
        Callable<Integer> plain = () -> 1;
        assertThatThrownBy(() -> pool.submit(plain))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "job: a lambda of %s (expected: a Job, as in pool.submit(() -> ...) or"
                                + " job(() -> ...))",
                        ProcessPoolTest.class.getName());

        Object captured = new Object();
        assertThatThrownBy(() -> pool.submit(() -> captured.hashCode()))
                .hasMessage(
                        "job: java.lang.Object, captured by a lambda of %s (expected: it"
                                + " implements java.io.Serializable)",
                        ProcessPoolTest.class.getName());

        assertThatThrownBy(() -> pool.submit(() -> instanceMethod()))
                .hasMessage(
                        "job: %s, captured as `this` by a lambda of it: copy what the job needs"
                                + " to variables (expected: it implements java.io.Serializable)",
                        ProcessPoolTest.class.getName());

        Holder holder = new Holder("name", new Connection());
        assertThatThrownBy(() -> pool.submit(() -> holder.name()))
                .hasMessage(
                        "job: %s, in field connection of %s (expected: it implements"
                                + " java.io.Serializable)",
                        Connection.class.getName(), Holder.class.getName());

        assertThatThrownBy(() -> pool.submit((Job<Integer>) null))
                .isInstanceOf(NullPointerException.class);
    }

    private int instanceMethod() {
        return 1;
    }

    static final class Connection {}

    record Holder(String name, Connection connection) implements Serializable {}

    @Test
    void jobs_thatWorkersDoNotKnow_areRefusedThere(@TempDir Path folder) throws Exception {
        Path source =
                Files.writeString(
                        folder.resolve("Elsewhere.java"),
                        "public class Elsewhere implements dev.asyncio4j.net.pool.Job<Integer> {"
                                + " public Integer call() { return 1; } }");
        String classPath = System.getProperty("java.class.path");
        ToolProvider.getSystemJavaCompiler()
                .run(null, null, null, "-cp", classPath, "-proc:none", source.toString());
        try (URLClassLoader loader =
                new URLClassLoader(new java.net.URL[] {folder.toUri().toURL()})) {
            Callable<?> job =
                    (Callable<?>)
                            loader.loadClass("Elsewhere").getDeclaredConstructor().newInstance();

            assertThat(failureOf(pool.submit(job)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(
                            "job: not understood by a worker, whose class path is this JVM's:"
                                    + " java.lang.ClassNotFoundException: Elsewhere");
            assertThat(get(pool.submit(() -> 1))).isEqualTo(1);
        }
    }

    // ---- what may come back

    record Mine(int value) implements Serializable {}

    static final class MyFailure extends Exception {
        MyFailure(String message) {
            super(message);
        }
    }

    static final class Unsendable extends Exception {
        final transient int harmless = 1;
        final Object field = new Object();
    }

    @Test
    void results_ofOtherClasses_areNotLetIn_unlessTheyAreNamed() throws Exception {
        assertThat(failureOf(pool.submit(() -> new Mine(1))))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(
                        "result: %1$s; the pool does not let this class in; to allow it:"
                                + " PoolOptions.withResults(\"%1$s\")",
                        Mine.class.getName());
        assertThat(failureOf(pool.submit(() -> ProcessPoolTest.failing())))
                .isInstanceOfSatisfying(
                        RemoteFailure.class,
                        failure -> {
                            assertThat(failure.type()).isEqualTo(MyFailure.class.getName());
                            assertThat(failure)
                                    .hasMessageContaining("MyFailure: mine")
                                    .hasMessageContaining("ProcessPoolTest.failing(");
                        });
        try (ProcessPool open =
                new ProcessPool(
                        one().withResults(Mine.class)
                                .withResults(ProcessPoolTest.class.getName() + "*"))) {
            assertThat(get(open.submit(() -> new Mine(1)))).isEqualTo(new Mine(1));
            assertThat(failureOf(open.submit(() -> failing())))
                    .isExactlyInstanceOf(MyFailure.class)
                    .hasMessage("mine");
        }
    }

    static int failing() throws MyFailure {
        throw new MyFailure("mine");
    }

    @Test
    void results_thatCannotBeSent_areFailures() throws Exception {
        try (ProcessPool pool = new ProcessPool(one().withMaxBytes(10_000))) {
            assertThat(failureOf(pool.submit(() -> new Object())))
                    .isInstanceOf(java.io.NotSerializableException.class)
                    .hasMessage("java.lang.Object");
            assertThat(
                            failureOf(
                                    pool.submit(
                                            () -> {
                                                throw new Unsendable();
                                            })))
                    .isInstanceOf(RemoteFailure.class)
                    .hasMessageContaining("Unsendable");
            assertThat(failureOf(pool.submit(() -> new byte[10_000])))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("result: 10027 bytes (expected: <= 10000)");
            byte[] much = new byte[10_000];
            assertThatThrownBy(() -> pool.submit(() -> much.length))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageMatching("job: \\d+ bytes \\(expected: <= 10000\\)");
            assertThat(get(pool.submit(() -> 1))).isEqualTo(1);
        }
    }

    @Test
    void results_tooDeepForAStack_areFailures_andTheWorkerLivesOn() throws Exception {
        long there = get(pool.submit(() -> pid()));

        assertThat(failureOf(pool.submit(() -> deep(100_000))))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("result: cannot be sent: java.lang.StackOverflowError");
        assertThat(get(pool.submit(() -> pid()))).isEqualTo(there);
    }

    private static List<Object> deep(int depth) {
        List<Object> all = new ArrayList<>();
        for (int i = 0; i < depth; i++) {
            all = new ArrayList<>(List.of((Object) all));
        }
        return all;
    }

    /// What cannot be read.
    private record Bottomless() implements Serializable {
        Bottomless {
            if (!"yes".equals(System.getProperty("asyncio4j.test.worker"))) {
                throw new StackOverflowError();
            }
        }
    }

    @Test
    void results_thatAreAnErrorToRead_failTheirJobs_andTheNextRuns() throws Exception {
        try (ProcessPool pool =
                new ProcessPool(
                        one().withResults(Bottomless.class)
                                .withJvmOptions("-Dasyncio4j.test.worker=yes"))) {
            long there = get(pool.submit(() -> pid()));

            assertThat(failureOf(pool.submit(() -> new Bottomless())))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageStartingWith("result: ");
            assertThat(get(pool.submit(() -> pid()))).isEqualTo(there);
        }
    }

    // ---- an ExecutorService

    @Test
    void cancel_takesBackOrKills(@TempDir Path folder) throws Exception {
        String begun = folder.resolve("begun").toString();
        long there = get(pool.submit(() -> pid()));
        CompletableFuture<Long> running =
                pool.submit(
                        () -> {
                            Files.writeString(Path.of(begun), "");
                            return stay();
                        });
        CompletableFuture<Long> waiting = pool.submit(() -> stay());
        while (!Files.exists(Path.of(begun))) {
            Thread.onSpinWait();
        }

        assertThat(waiting.cancel(true)).isTrue();
        assertThat(running.cancel(true)).isTrue();
        assertThat(running.cancel(true)).as("again").isTrue();

        assertThatThrownBy(running::get).isInstanceOf(CancellationException.class);
        assertThat(get(pool.submit(() -> pid()))).isNotEqualTo(there);
        awaitEnd(there);
    }

    @Test
    void cancel_whileTheWorkerStarts_runsNothing(@TempDir Path folder) throws Exception {
        String file = folder.resolve("made").toString();
        try (ProcessPool pool = new ProcessPool(one())) {
            CompletableFuture<Long> first =
                    pool.submit(
                            () -> {
                                Files.writeString(Path.of(file), "");
                                return stay();
                            });
            first.cancel(true);

            assertThat(get(pool.submit(() -> 1))).isEqualTo(1);
            assertThat(Path.of(file)).doesNotExist();
        }
    }

    @Test
    void workers_workAtTheSameTime_andNoMoreThanThere() throws Exception {
        try (ProcessPool pool = new ProcessPool(one().withWorkers(2))) {
            CompletableFuture<Long> staying = pool.submit(() -> stay());
            List<CompletableFuture<Long>> others =
                    List.of(pool.submit(() -> pid()), pool.submit(() -> pid()));

            try {
                assertThat(get(others.get(0))).isEqualTo(get(others.get(1)));
                while (pool.pids().size() < 2) { // the one that stays may start later
                    Thread.onSpinWait();
                }
                assertThat(pool.pids()).hasSize(2);
            } finally {
                staying.cancel(true); // or the pool waits for it
            }
        }
    }

    @Test
    void shutdown_finishesWhatIsThere_andRefusesMore() throws Exception {
        ProcessPool pool = new ProcessPool(one());
        CompletableFuture<Long> first = pool.submit(() -> pid());
        CompletableFuture<Integer> second = pool.submit(() -> 2);

        pool.shutdown();

        assertThat(pool.isShutdown()).isTrue();
        assertThatThrownBy(() -> pool.submit(() -> 3))
                .isInstanceOf(RejectedExecutionException.class)
                .hasMessage("the process pool is shut down");
        assertThat(get(second)).isEqualTo(2);
        assertThat(pool.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
        assertThat(pool.isTerminated()).isTrue();
        assertThat(ProcessHandle.of(get(first))).isEmpty();
        assertThat(pool).hasToString("<ProcessPool workers=0/1 waiting=0 shutdown>");
    }

    @Test
    void shutdownNow_killsWhatRuns_andGivesTheRestBack() throws Exception {
        ProcessPool pool = new ProcessPool(one());
        long there = get(pool.submit(() -> pid()));
        CompletableFuture<Long> running = pool.submit(() -> stay());
        CompletableFuture<Long> waiting = pool.submit(() -> stay());
        assertThat(pool.awaitTermination(1, TimeUnit.MILLISECONDS)).isFalse();
        while (!pool.toString().contains("waiting=1")) {
            Thread.onSpinWait();
        }

        List<Runnable> never = pool.shutdownNow();

        assertThat(never).containsExactly((Runnable) waiting);
        assertThatThrownBy(never.getFirst()::run).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> get(running)).isInstanceOf(CancellationException.class);
        assertThat(pool.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
        assertThat(ProcessHandle.of(there)).isEmpty();
        assertThat(waiting).isNotDone();
    }

    @Test
    void pool_thatNeverWorked_endsAtOnce() {
        ProcessPool pool = new ProcessPool(3);

        pool.close();

        assertThat(pool.isTerminated()).isTrue();
    }

    @Test
    void invokeAll_waitsForAll_invokeAny_forOne() throws Exception {
        try (ProcessPool pool = new ProcessPool(one().withWorkers(2))) {
            List<Job<Integer>> jobs = List.of(() -> 1, () -> 2, () -> 3);

            assertThat(pool.invokeAll(jobs))
                    .extracting(future -> future.get())
                    .containsExactly(1, 2, 3);
            List<Job<Long>> race = List.of(() -> stay(), () -> stay(-1), () -> 5L);
            assertThat(pool.invokeAny(race)).isEqualTo(5L);
            List<Job<Long>> hopeless = List.of(() -> stay(-1), () -> stay(-2));
            assertThatThrownBy(() -> pool.invokeAny(hopeless))
                    .isInstanceOf(ExecutionException.class)
                    .hasMessageContaining("stay: -");
            assertThatThrownBy(
                            () ->
                                    pool.invokeAny(
                                            List.<Job<Long>>of(() -> stay()),
                                            10,
                                            TimeUnit.MILLISECONDS))
                    .isInstanceOf(java.util.concurrent.TimeoutException.class);
            assertThatThrownBy(() -> pool.invokeAny(List.<Job<Long>>of()))
                    .hasMessage("jobs: none (expected: at least one)");
        }
    }

    @Test
    void options_thatMakeNoSense_areRefused() {
        assertThatThrownBy(() -> new ProcessPool(0)).hasMessage("workers: 0 (expected: > 0)");
        assertThatThrownBy(() -> one().withMaxBytes(-1)).hasMessage("maxBytes: -1 (expected: > 0)");
        for (String bad : List.of("", "a;b", "!a")) {
            assertThatThrownBy(() -> one().withResults(bad))
                    .hasMessage("results: \"" + bad + "\" (expected: one class or package)");
        }
    }
}
