// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ColumnsTest {

    private final PlainLoop loop = new PlainLoop();

    @Test
    void ready_isInOrder_andStays() {
        Handle first = loop.callSoon(() -> {});
        Handle second = loop.callSoon(() -> {});

        Columns columns = loop.columns();

        assertThat(columns.readyCount()).isEqualTo(2);
        assertThat(columns.ready(0)).isSameAs(first);
        assertThat(columns.ready(1)).isSameAs(second);
        assertThat(columns).hasToString("ready=2 timers=0");
        assertThatThrownBy(() -> columns.ready(2)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void eachTimer_tellsWhatIsCalledWhen() {
        Runnable alarm = () -> {};
        TimerHandle timer = loop.callLater(5, alarm);
        loop.callLater(7, () -> {}).cancel();
        Map<Runnable, Long> seen = new HashMap<>();

        loop.columns().eachTimer(seen::put);

        assertThat(loop.columns().timerCount()).isEqualTo(1);
        assertThat(seen).containsExactly(Map.entry(alarm, timer.dueNanos));
    }

    @Test
    void faults_areToldToTheInstruments() {
        var seen = new java.util.ArrayList<Fault>();
        Instrument watcher =
                new Instrument() {
                    @Override
                    public void beforeStep(Ready step) {}

                    @Override
                    public void afterStep(Ready step) {}

                    @Override
                    public void faultReported(Fault fault) {
                        seen.add(fault);
                    }
                };
        loop.addInstrument(watcher);
        loop.addInstrument(new SlowSteps());
        Fault fault = Fault.of("Something");
        loop.reportTo(ignored -> {});

        loop.callExceptionHandler(fault);

        assertThat(seen).containsExactly(fault);
    }
}
