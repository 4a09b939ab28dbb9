// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.asyncio4j.context.Context;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class HandleTest {
    final PlainLoop loop = new PlainLoop();
    final List<String> marks = new ArrayList<>();

    @Test
    void cancel_beforeItRan_isNotCalled() {
        Handle handle = loop.callSoon(() -> marks.add("never"));

        handle.cancel();
        handle.cancel();
        loop.runOnce();

        assertThat(handle.isCancelled()).isTrue();
        assertThat(marks).isEmpty();
    }

    @Test
    void isCancelled_afterItRan_isFalse() {
        Handle handle = loop.callSoon(() -> marks.add("ran"));

        loop.runOnce();

        assertThat(handle.isCancelled()).isFalse();
        assertThat(marks).containsExactly("ran");
    }

    @Test
    void cancel_letterFromAnotherThread_isNotCalled() {
        Handle letter = loop.callSoonThreadsafe(() -> marks.add("never"));

        BorrowedThread.run("other", letter::cancel);
        loop.runOnce();

        assertThat(marks).isEmpty();
    }

    @Test
    void context_isTheOneGiven() {
        Context context = new Context();

        assertThat(loop.callSoon(context, () -> {}).context()).isSameAs(context);
    }

    @Test
    void toString_namesTheLambdasClass() {
        Handle handle = loop.callSoon(() -> {});

        assertThat(handle).hasToString("<Handle dev.asyncio4j.loop.HandleTest lambda>");
        assertThat(handle.describe()).isEqualTo(handle.toString());
    }

    @Test
    void toString_namedCallback_usesItsOwnText() {
        assertThat(loop.callSoon(new Named())).hasToString("<Handle my callback>");
    }

    @Test
    void toString_cancelled_saysSo() {
        Handle handle = loop.callSoon(() -> {});

        handle.cancel();

        assertThat(handle).hasToString("<Handle cancelled>");
    }

    @Test
    void toString_timer_hasItsDeadline() {
        TimerHandle timer = loop.callAt(1.5, new Named());

        assertThat(timer).hasToString("<TimerHandle when=1.5 my callback>");
        assertThat(timer.when()).isEqualTo(1.5);
    }

    private static final class Named implements Runnable {
        @Override
        public void run() {
            // only its name counts
        }

        @Override
        public String toString() {
            return "my callback";
        }
    }
}
