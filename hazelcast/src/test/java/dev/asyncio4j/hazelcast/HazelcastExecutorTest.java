// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.hazelcast;

import static dev.asyncio4j.Asyncio.async;
import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.Asyncio.gather;
import static dev.asyncio4j.Asyncio.gatherReturningExceptions;
import static dev.asyncio4j.Asyncio.run;
import static dev.asyncio4j.Asyncio.runInExecutor;
import static dev.asyncio4j.Asyncio.sleep;
import static dev.asyncio4j.hazelcast.HazelcastExecutor.job;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hazelcast.core.HazelcastInstance;
import dev.asyncio4j.CancelledError;
import dev.asyncio4j.Future;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Jobs in a cluster of two JVMs, one of which is killed.
@Tag("real-time") // another process goes its own way
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HazelcastExecutorTest {

    private static Cluster cluster;

    @TempDir private Path folder;

    @BeforeAll
    static void makeCluster() throws Exception {
        cluster = new Cluster();
    }

    @AfterAll
    static void endCluster() {
        cluster.close();
    }

    @BeforeEach
    void completeCluster() throws Exception {
        cluster.complete();
    }

    private static HazelcastExecutor executor(HazelcastOptions options) {
        return new HazelcastExecutor(cluster.here(), "jobs", options);
    }

    private static HazelcastOptions options(boolean rerun) {
        HazelcastOptions options = HazelcastOptions.defaults();
        return rerun ? options.withRerun() : options;
    }

    // ---- what jobs do

    /// Says where it is, and waits until it may end.
    private static Job<Long> waiting(Path folder) {
        String there = folder.toString();
        return () -> {
            long pid = ProcessHandle.current().pid();
            note(Path.of(there), "begun " + pid);
            try {
                while (!Files.exists(Path.of(there, "open"))) {
                    Thread.sleep(5);
                }
            } catch (InterruptedException interrupted) {
                note(Path.of(there), "interrupted " + pid);
                throw interrupted;
            }
            return pid;
        };
    }

    private static void note(Path folder, String line) throws IOException {
        Files.writeString(
                folder.resolve("notes"),
                line + "\n",
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
    }

    private List<String> notes() {
        try {
            return Files.readAllLines(folder.resolve("notes"));
        } catch (IOException notYet) {
            return List.of();
        }
    }

    private List<String> awaitNotes(String beginning, int count) {
        while (true) {
            List<String> found =
                    notes().stream().filter(line -> line.startsWith(beginning)).toList();
            if (found.size() >= count) {
                return found;
            }
            await(sleep(0.005));
        }
    }

    private void open() {
        try {
            Files.createFile(folder.resolve("open"));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private List<Future<Long>> begin(HazelcastExecutor executor, int count) {
        return Stream.generate(() -> runInExecutor(executor, waiting(folder)))
                .limit(count)
                .toList();
    }

    // ---- there and back

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void jobs_runAtBothMembers(boolean rerun) {
        try (var executor = executor(options(rerun))) {
            List<Long> pids =
                    run(
                            async(
                                    () -> {
                                        List<Future<Long>> jobs = new ArrayList<>();
                                        for (int i = 0; i < 60; i++) {
                                            jobs.add(
                                                    runInExecutor(
                                                            executor,
                                                            job(
                                                                    () ->
                                                                            ProcessHandle.current()
                                                                                    .pid())));
                                        }
                                        return await(gather(jobs));
                                    }));

            assertThat(pids).hasSize(60);
            assertThat(pids.stream().distinct())
                    .containsExactlyInAnyOrderElementsOf(cluster.pids());
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void results_areWaitedForWithoutAThread(boolean rerun) {
        Places places =
                new Places(cluster.here(), cluster.here().getExecutorService("jobs"), rerun);

        assertThat(places.send(job(() -> 1)).future()).isInstanceOf(CompletionStage.class);
    }

    @Test
    void client_sendsJobsAsAMemberDoes() {
        HazelcastInstance client = cluster.client();
        try (var executor = new HazelcastExecutor(client, "jobs")) {
            run(
                    async(
                            () -> {
                                List<Future<Long>> jobs = begin(executor, 4);
                                awaitNotes("begun", 4);
                                jobs.subList(0, 2).forEach(Future::cancel);
                                awaitNotes("interrupted", 2);
                                open();

                                assertThat(await(gather(jobs.subList(2, 4))))
                                        .containsExactlyInAnyOrderElementsOf(cluster.pids());
                            }));
        } finally {
            client.shutdown();
        }
    }

    @Test
    void job_thatFails_failsWithWhatItThrew() {
        try (var executor = executor(options(false))) {
            Job<Long> failing =
                    () -> {
                        throw new FileNotFoundException("page 7");
                    };

            assertThatThrownBy(() -> run(async(() -> await(runInExecutor(executor, failing)))))
                    .isInstanceOf(FileNotFoundException.class)
                    .hasMessage("page 7");
        }
    }

    @Test
    void job_withoutAResult_givesNull() throws Exception {
        try (var executor = executor(options(false))) {
            String there = folder.toString();
            Runnable noting =
                    (Runnable & Serializable)
                            () -> {
                                try {
                                    note(Path.of(there), "done");
                                } catch (IOException failed) {
                                    throw new UncheckedIOException(failed);
                                }
                            };

            assertThat(executor.submit(noting).get(60, TimeUnit.SECONDS)).isNull();
            assertThat(notes()).containsExactly("done");
        }
    }

    private static final class Report {}

    private record Month(String name, Report report) implements Job<Integer> {
        @Override
        public Integer call() {
            return name.length();
        }
    }

    @Test
    void job_thatCannotBeSent_saysClassAndField() {
        try (var executor = executor(options(false))) {
            assertThatThrownBy(
                            () ->
                                    run(
                                            async(
                                                    () ->
                                                            await(
                                                                    runInExecutor(
                                                                            executor,
                                                                            new Month(
                                                                                    "May",
                                                                                    new Report()))))))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(
                            "job: %s, in field report of %s (expected: it implements"
                                    + " java.io.Serializable)",
                            Report.class.getName(), Month.class.getName());
            Object captured = new Object();
            assertThatThrownBy(
                            () ->
                                    run(
                                            async(
                                                    () ->
                                                            await(
                                                                    runInExecutor(
                                                                            executor,
                                                                            job(
                                                                                    captured
                                                                                            ::hashCode))))))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("job: java.lang.Object, captured by a lambda of ");
            end(executor);
            assertThat(executor.toString()).contains("sent=0/64 waiting=0 ");
        }
    }

    private static final class Unreadable implements Serializable {
        private void readObject(ObjectInputStream in) throws IOException {
            if (in != null) {
                throw new IOException("not to be read");
            }
        }
    }

    @Test
    void result_thatCannotBeRead_isAFailure() throws Exception {
        try (var executor = executor(options(false))) {
            List<CompletableFuture<Unreadable>> results =
                    Stream.generate(() -> executor.submit(job(Unreadable::new))).limit(2).toList();

            int failures = 0; // the member that is here does not send its result
            for (var result : results) {
                try {
                    assertThat(result.get(60, TimeUnit.SECONDS)).isNotNull();
                } catch (ExecutionException failure) {
                    assertThat(failure).hasStackTraceContaining("not to be read");
                    failures++;
                }
            }
            assertThat(failures).isEqualTo(1);
        }
    }

    // ---- limits

    @Test
    void jobsBeyondTheLimit_waitHere() {
        try (var executor = executor(options(false).withInFlight(3))) {
            run(
                    async(
                            () -> {
                                List<Future<Long>> jobs = begin(executor, 8);
                                awaitNotes("begun", 3);

                                assertThat(executor.toString())
                                        .isEqualTo("<HazelcastExecutor 'jobs' sent=3/3 waiting=5>");
                                assertThat(notes()).hasSize(3);
                                open();
                                await(gather(jobs));
                            }));

            end(executor);
            assertThat(executor.toString())
                    .isEqualTo("<HazelcastExecutor 'jobs' sent=0/3 waiting=0 shutdown>");
        }
    }

    /// Hazelcast lets who submits fast wait for every hundredth job: never the loop.
    @Test
    void burst_doesNotHoldTheLoop() {
        try (var executor = executor(options(false).withInFlight(500))) {
            List<Long> pids =
                    run(
                            async(
                                    () -> {
                                        List<Future<Long>> jobs = begin(executor, 350);
                                        awaitNotes("begun", 1);
                                        open(); // only now can any of them end
                                        return await(gather(jobs));
                                    }));

            assertThat(pids).hasSize(350);
        }
    }

    // ---- cancelling

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void cancel_interruptsWhatRuns_wherever(boolean rerun) {
        try (var executor = executor(options(rerun).withInFlight(8))) {
            run(
                    async(
                            () -> {
                                List<Future<Long>> jobs = begin(executor, 8);
                                awaitNotes("begun", 8);
                                jobs.forEach(Future::cancel);

                                awaitNotes("interrupted", 8);
                                for (var job : jobs) {
                                    assertThatThrownBy(() -> await(job))
                                            .isInstanceOf(CancelledError.class);
                                }
                            }));

            end(executor);
            assertThat(executor.toString()).contains("sent=0/8 waiting=0");
        }
    }

    @Test
    void cancel_takesBackWhatWaits() {
        try (var executor = executor(options(false).withInFlight(1))) {
            run(
                    async(
                            () -> {
                                List<Future<Long>> jobs = begin(executor, 5);
                                awaitNotes("begun", 1);
                                jobs.subList(1, 4).forEach(Future::cancel);
                                await(sleep(0));
                                open();
                                await(jobs.getFirst());
                                await(jobs.getLast());
                            }));

            assertThat(notes()).hasSize(2);
        }
    }

    // ---- a member is lost

    @Test
    void lossOfAMember_failsItsJobs_andNoOthers() {
        try (var executor = executor(options(false))) {
            run(
                    async(
                            () -> {
                                List<Future<Long>> jobs = begin(executor, 16);
                                long lost =
                                        awaitNotes("begun", 16).stream()
                                                .filter(
                                                        line ->
                                                                line.endsWith(
                                                                        " " + cluster.otherPid()))
                                                .count();
                                assertThat(lost).isEqualTo(8);
                                cluster.killOther();
                                open();

                                List<Object> ends = await(gatherReturningExceptions(jobs));

                                long here = ProcessHandle.current().pid();
                                assertThat(ends).filteredOn(end -> end.equals(here)).hasSize(8);
                                assertThat(ends)
                                        .filteredOn(MemberLostError.class::isInstance)
                                        .hasSize(8)
                                        .allSatisfy(
                                                end ->
                                                        assertThat((Throwable) end)
                                                                .hasMessageMatching(
                                                                        "job of \\S+ was at"
                                                                                + " \\[127\\.0\\.0\\.1\\]:\\d+,"
                                                                                + " which has left the cluster; it"
                                                                                + " may be done or not"));
                            }));
        }
    }

    @Test
    void lossOfAMember_repeatsItsJobs_whereThatIsAllowed() {
        try (var executor = executor(options(true).withInFlight(12))) {
            run(
                    async(
                            () -> {
                                List<Future<Long>> jobs = begin(executor, 12);
                                long lost =
                                        awaitNotes("begun", 12).stream()
                                                .filter(
                                                        line ->
                                                                line.endsWith(
                                                                        " " + cluster.otherPid()))
                                                .count();
                                cluster.killOther();
                                awaitNotes("begun", 12 + (int) lost); // those, once more
                                open();

                                List<Long> pids = await(gather(jobs));

                                assertThat(pids).containsOnly(ProcessHandle.current().pid());
                            }));
        }
    }

    // ---- the end

    private static void end(HazelcastExecutor executor) {
        executor.shutdown();
        try {
            assertThat(executor.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException interrupted) {
            throw new AssertionError(executor + " was waited for", interrupted);
        }
    }

    @Test
    void shutdown_finishesWhatIsThere_andRefusesMore() throws Exception {
        HazelcastExecutor executor = executor(options(false).withInFlight(1));
        List<CompletableFuture<Long>> jobs =
                Stream.generate(() -> executor.submit(waiting(folder))).limit(3).toList();

        executor.shutdown();

        assertThatThrownBy(() -> executor.submit(job(() -> 1)))
                .isInstanceOf(RejectedExecutionException.class)
                .hasMessage("<HazelcastExecutor 'jobs' sent=1/1 waiting=2 shutdown> is shut down");
        assertThat(executor.awaitTermination(1, TimeUnit.MILLISECONDS)).isFalse();
        open();
        assertThat(executor.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
        assertThat(jobs).allMatch(CompletableFuture::isDone);
        assertThat(cluster.here().getExecutorService("jobs").isShutdown()).isFalse();
    }

    @Test
    void shutdownNow_cancelsWhatRuns_andGivesTheRestBack() throws Exception {
        HazelcastExecutor executor = executor(options(false).withInFlight(1));
        CompletableFuture<Long> first = executor.submit(waiting(folder));
        CompletableFuture<Long> second = executor.submit(waiting(folder));

        assertThat(executor.shutdownNow()).hasSize(1).first().isSameAs(second);
        assertThat(first).isCancelled();
        assertThatThrownBy(() -> second.get(5, TimeUnit.SECONDS))
                .hasCauseInstanceOf(RejectedExecutionException.class)
                .hasMessageEndingWith(" was shut down before the job was sent");
        assertThat(executor.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void options_thatMakeNoSense_areRefused() {
        assertThatThrownBy(() -> HazelcastOptions.defaults().withInFlight(0))
                .hasMessage("inFlight: 0 (expected: >= 1)");
    }
}
