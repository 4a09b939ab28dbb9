// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.loop;

import org.jetbrains.lincheck.datastructures.Operation;

/// The inbox for Lincheck: whatever is posted and taken at the same time, it looks as if it had
/// been
/// one after the other.
public class InboxModel {
    private final Inbox inbox = new Inbox();

    /// Any thread posts.
    @Operation
    public void post(int number) {
        inbox.post(Letter.of(Math.floorMod(number, 9) + 1));
    }

    /// The loop alone takes: the letters' numbers as digits.
    @Operation(nonParallelGroup = "loop")
    public int drain() {
        ReadyQueue ready = new ReadyQueue();
        inbox.drainTo(ready);
        return Letter.digits(ready);
    }

    @Operation
    public boolean isEmpty() {
        return inbox.isEmpty();
    }

    /// [InboxModel] with the broken inbox: must fail.
    public static class Broken {
        private final BrokenInbox inbox = new BrokenInbox();

        @Operation
        public void post(int number) {
            inbox.post(Letter.of(Math.floorMod(number, 9) + 1));
        }

        @Operation(nonParallelGroup = "loop")
        public int drain() {
            ReadyQueue ready = new ReadyQueue();
            inbox.drainTo(ready);
            return Letter.digits(ready);
        }
    }

    /// What it must look like.
    public static class Expected {
        private int digits;

        @Operation
        public void post(int number) {
            digits = digits * 10 + Math.floorMod(number, 9) + 1;
        }

        @Operation
        public int drain() {
            int all = digits;
            digits = 0;
            return all;
        }

        @Operation
        public boolean isEmpty() {
            return digits == 0;
        }
    }
}
