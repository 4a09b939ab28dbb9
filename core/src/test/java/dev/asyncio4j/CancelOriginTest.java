// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j;

import static dev.asyncio4j.Asyncio.*;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// Who cancelled a task, and from where: what arrives at its await.
class CancelOriginTest {

    /// What a task that waits gets to see when `cancel` cancels it.
    private static CancelReason reasonSeen(
            Stage stage, java.util.function.Consumer<Task<?>> cancel) {
        CancelReason reason =
                stage.play(
                        () -> {
                            Task<CancelReason> victim =
                                    createTask(
                                            async(
                                                    () -> {
                                                        try {
                                                            await(sleep(3600));
                                                            return null;
                                                        } catch (CancelledError cancelled) {
                                                            assertThat(currentTask().cancelReason())
                                                                    .isSameAs(cancelled.reason());
                                                            return cancelled.reason();
                                                        }
                                                    }));
                            await(sleep(0));
                            assertThat(victim.cancelReason()).isNull();
                            currentTask().setName("boss");
                            cancel.accept(victim);
                            return await(victim);
                        });
        stage.endsCleanly();
        return reason;
    }

    @Test
    void cancel_byATask_namesItAndItsWords() {
        CancelReason reason = reasonSeen(new Stage(), victim -> victim.cancel("enough"));

        assertThat(reason.canceller()).isEqualTo("boss");
        assertThat(reason.message()).isEqualTo("enough");
        assertThat(reason.origin()).isEmpty();
        assertThat(reason).hasToString("cancelled by boss: \"enough\"");
    }

    @Test
    void cancel_inDebugMode_knowsTheLine() {
        CancelReason reason = reasonSeen(Stage.inDebugMode(), CancelOriginTest::fireHim);

        assertThat(reason.origin().getFirst().getMethodName()).isEqualTo("fireHim");
        assertThat(reason.explain()).contains("CancelOriginTest.fireHim(CancelOriginTest.java:");
    }

    private static void fireHim(Task<?> victim) {
        victim.cancel();
    }

    @Test
    void cancel_byACallback_namesTheThread() {
        Stage stage = new Stage();
        CancelReason reason =
                reasonSeen(stage, victim -> getRunningLoop().callSoon(victim::cancel));

        assertThat(reason.canceller()).isNotEmpty().isNotEqualTo("boss");
    }

    @Test
    void timeoutAndTaskGroup_tellWhatTheyAre() {
        Stage stage = new Stage();
        stage.play(
                () -> {
                    try {
                        await(timeout(1, () -> await(sleep(9))));
                    } catch (TimeoutError late) {
                        assertThat(((CancelledError) late.getCause()).reason())
                                .hasToString("cancelled by timeout");
                    }
                    try {
                        await(
                                taskGroup(
                                        (TaskGroup group) -> {
                                            group.createTask(
                                                    Stage.failing(
                                                            new IllegalStateException("x"), 0));
                                            try {
                                                await(sleep(9));
                                            } catch (CancelledError cancelled) {
                                                stage.mark(cancelled.reason());
                                                throw cancelled;
                                            }
                                        }));
                    } catch (ExceptionGroup expected) {
                        assertThat(stage.marks().getFirst())
                                .startsWith("cancelled by TaskGroup, because")
                                .endsWith("java.lang.IllegalStateException: x");
                    }
                });
        stage.endsCleanly();
    }
}
