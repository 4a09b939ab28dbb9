// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.junit;

import static org.assertj.core.api.Assertions.assertThat;

import guest.Forms;
import org.junit.jupiter.api.Test;

/// The forms that a test can have.
class FormsTest {

    private final Kit kit = new Kit();

    @Test
    void asyncTest_runsAsATask_besideOrdinaryTests() {
        kit.runAll(Forms.Plain.class)
                .assertStatistics(s -> s.started(4).succeeded(3).aborted(1).failed(0));
    }

    @Test
    void beforeEachAndAfterEach_inTheLoop_shareLoopAndContext() {
        kit.succeed(Forms.Around.class, 1);

        assertThat(Forms.Around.marks())
                .containsExactly(
                        "before, in a task: false", "test", "after, in a task: true", "Ann");
    }

    @Test
    void class_inTheLoop_withAllKindsOfTests() {
        kit.succeed(Forms.WholeClass.class, 10);
    }

    @Test
    void class_inTheLoop_isInherited() {
        kit.succeed(Forms.Heir.class, 10);
    }

    @Test
    void lifecyclePerClass_hasALoopForEachTestAllTheSame() {
        kit.succeed(Forms.PerClass.class, 2);
    }
}
