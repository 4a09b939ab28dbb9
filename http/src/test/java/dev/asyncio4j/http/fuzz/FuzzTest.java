// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// A million inputs made of good ones, always the same, for all that reads a stranger's bytes. The
/// command `http/suites/fuzz` looks for more, with an eye on which code they reach.
@Tag("once")
class FuzzTest {

    private static final long SEED = 20_261_128;

    @Test
    void strangers_getWhatIsDeclared_whateverTheySend() throws Exception {
        List<Callable<String>> searches = new ArrayList<>();
        for (Map.Entry<String, Integer> each : FuzzTargets.times().entrySet()) {
            searches.add(() -> Fuzzing.find(each.getKey(), each.getValue(), SEED));
        }
        List<String> findings = new ArrayList<>();
        try (ExecutorService threads =
                Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors())) {
            for (Future<String> each : threads.invokeAll(searches)) {
                if (each.get() != null) {
                    findings.add(each.get());
                }
            }
        }

        assertThat(findings).isEmpty();
        assertThat(FuzzTargets.times().values().stream().mapToInt(n -> n).sum())
                .isEqualTo(1_000_000);
    }
}
