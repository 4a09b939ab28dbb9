// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.asyncio4j.carrier.Strands;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class BorrowedThreadTest {
    @Test
    void run_job_runsOnAThreadOfThatNameThatDrivesStrands() {
        List<Thread> threads = new ArrayList<>();
        List<Boolean> able = new ArrayList<>();

        BorrowedThread.run(
                "lent",
                () -> {
                    threads.add(Thread.currentThread());
                    able.add(Strands.canBeDrivenHere());
                });

        assertThat(threads).hasSize(1);
        assertThat(threads.getFirst().getName()).isEqualTo("lent");
        assertThat(threads.getFirst().isAlive()).isFalse();
        assertThat(able).containsExactly(true);
    }

    @Test
    void run_jobThrows_rethrowsThatVeryObject() {
        RuntimeException failure = new RuntimeException("x");
        Error error = new Error("y");

        assertThatExceptionOfType(RuntimeException.class)
                .isThrownBy(() -> fail(failure))
                .isSameAs(failure);
        assertThatExceptionOfType(Error.class).isThrownBy(() -> fail(error)).isSameAs(error);
    }

    @Test
    void run_jobThrowsChecked_rethrowsThatVeryObject() {
        Exception failure = new Exception("checked");

        assertThatExceptionOfType(Exception.class)
                .isThrownBy(() -> fail(failure))
                .isSameAs(failure);
    }

    @Test
    void run_callerInterrupted_passesItOnAndStaysInterrupted() {
        List<String> marks = new ArrayList<>();
        CountDownLatch never = new CountDownLatch(1);
        Thread.currentThread().interrupt();

        BorrowedThread.run(
                "lent",
                () -> {
                    try {
                        never.await();
                    } catch (InterruptedException expected) {
                        marks.add("interrupted");
                    }
                });

        assertThat(marks).containsExactly("interrupted");
        assertThat(Thread.interrupted()).isTrue();
    }

    private static void fail(Throwable failure) {
        BorrowedThread.run("lent", () -> BorrowedThreadTest.<RuntimeException>sneak(failure));
    }

    @SuppressWarnings("unchecked") // throws checked exceptions where none are declared
    private static <X extends Throwable> void sneak(Throwable failure) throws X {
        throw (X) failure;
    }
}
