// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net.netty;

import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.Asyncio.timeout;
import static org.assertj.core.api.Assertions.assertThat;

import dev.asyncio4j.Future;
import dev.asyncio4j.net.Stage;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("real-time") // with a poller of the system's
class LoopExecutorTest {

    @Test
    void errandThatFails_isReportedToTheLoop() {
        Stage stage = Stage.real();
        stage.play(
                () -> {
                    Future<Throwable> reported = stage.loop.createFuture();
                    stage.loop.setExceptionHandler(
                            (loop, fault) -> reported.setResult(fault.exception()));

                    NettyLoop.of(stage.loop)
                            .outbox(
                                    () -> {
                                        throw new ClassCastException("no such channel");
                                    });

                    assertThat(await(timeout(5, () -> await(reported))))
                            .isInstanceOf(ClassCastException.class)
                            .hasMessage("no such channel");
                });
        stage.endsCleanly();
    }
}
