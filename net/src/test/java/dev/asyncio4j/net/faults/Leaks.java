// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.util.ResourceLeakDetector;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/// Netty's leak detector, which the build makes of this class: it keeps what it finds, where the
/// usual one would write to a log.
public final class Leaks<T> extends ResourceLeakDetector<T> {

    private static final Queue<String> FOUND = new ConcurrentLinkedQueue<>();

    public Leaks(Class<?> type, int samplingInterval) {
        super(type, samplingInterval);
    }

    /// How Netty makes it where it can.
    public Leaks(Class<?> type, int samplingInterval, long unused) {
        this(type, samplingInterval);
    }

    @Override
    protected boolean needReport() {
        return true;
    }

    @Override
    protected void reportTracedLeak(String type, String records) {
        FOUND.add(type + ":\n" + records);
    }

    @Override
    protected void reportUntracedLeak(String type) {
        FOUND.add(type);
    }

    /// Fails if a buffer was thrown away that nobody gave back, in this test or one before.
    static void none() {
        System.gc();
        for (int i = 0; i < 10; i++) { // it looks whenever a buffer is made
            Unpooled.directBuffer(1).release();
        }
        List<String> found = new ArrayList<>(FOUND);
        FOUND.removeAll(found);
        assertThat(found).isEmpty();
    }

    /// Whether it is at work here.
    static boolean watches() {
        Unpooled.directBuffer(1).touch("thrown away by a test of the detector");
        for (int i = 0; i < 100 && FOUND.isEmpty(); i++) {
            System.gc();
            Unpooled.directBuffer(1).release();
            Thread.onSpinWait();
        }
        return FOUND.removeIf(leak -> leak.contains("thrown away by a test of the detector"));
    }
}
