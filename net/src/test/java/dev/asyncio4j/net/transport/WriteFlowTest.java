// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.asyncio4j.net.Stage;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class WriteFlowTest {
    private final Stage stage = new Stage();
    private final List<String> told = new ArrayList<>();
    private RuntimeException failure;

    private final BaseProtocol protocol =
            new BaseProtocol() {
                @Override
                public void pauseWriting() {
                    told.add("pause");
                    if (failure != null) {
                        throw failure;
                    }
                }

                @Override
                public void resumeWriting() {
                    told.add("resume");
                }
            };

    private final BaseTransport transport =
            new BaseTransport() {
                @Override
                public void close() {}

                @Override
                public boolean isClosing() {
                    return false;
                }

                @Override
                public Object extraInfo(String name) {
                    return null;
                }

                @Override
                public void setProtocol(BaseProtocol newProtocol) {}

                @Override
                public BaseProtocol protocol() {
                    return protocol;
                }
            };

    private final WriteFlow flow = new WriteFlow(stage.loop, transport);

    @Test
    void marks_areCrossedStrictlyAbove_andAtTheLowOne() {
        flow.setLimits(new WriteBufferLimits(10, 40), 0);

        flow.grown(40);
        assertThat(told).isEmpty();
        flow.grown(41);
        flow.grown(50);
        assertThat(told).containsExactly("pause");
        flow.shrunk(11);
        assertThat(flow.isPaused()).isTrue();
        flow.shrunk(10);
        flow.shrunk(0);
        assertThat(told).containsExactly("pause", "resume");
    }

    @Test
    void newLimits_pauseAtOnce() {
        flow.setLimits(WriteBufferLimits.ofHigh(4), 5);

        assertThat(told).containsExactly("pause");
        assertThat(flow.limits()).isEqualTo(new WriteBufferLimits(1, 4));
    }

    @Test
    void failingProtocol_isReported() {
        failure = new IllegalStateException("oops");

        flow.grown(100_000);

        assertThat(stage.faults.getFirst().context())
                .containsEntry("transport", transport)
                .containsEntry("protocol", protocol)
                .containsEntry("exception", failure);
        assertThat(stage.faultMessages()).containsExactly("protocol.pause_writing() failed");
    }

    @Test
    void limits_keepTheirOrder() {
        assertThat(WriteBufferLimits.defaults()).isEqualTo(new WriteBufferLimits(16384, 65536));
        assertThat(WriteBufferLimits.ofLow(3)).isEqualTo(new WriteBufferLimits(3, 12));
        assertThatThrownBy(() -> new WriteBufferLimits(3, 2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("high (2) must be >= low (3) must be >= 0");
    }
}
