// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.junit;

/// What a test may have left undone although its body was content. It fails for each, unless it is
/// [allowed][Allow].
public enum Neglect {
    /// A task is not done when the test ends. If the body failed, that may well be, and is not
    /// looked at.
    LEAKED_TASKS("await it, cancel it or start it in a TaskGroup"),
    /// A task was cancelled, and ended with a result although nobody had taken the request back.
    /// Who cancelled it believes that it is gone.
    SWALLOWED_CANCELLATIONS("let the CancelledError pass, or take the request back by uncancel()"),
    /// A coroutine was made and never awaited: what it says was never done. If the body failed,
    /// that may well be, and is not looked at.
    UNAWAITED_COROUTINES("await it, make it a task, or close() it"),
    /// The loop's exception handler was told of something that nobody awaits: a callback or a task
    /// that failed. A handler of the test's own counts as seen. What is allowed goes to the log.
    UNSEEN_FAULTS("await what fails, or set an exception handler");

    private final String remedy;

    Neglect(String remedy) {
        this.remedy = remedy;
    }

    /// One line about a culprit: what it did, what to do about it, how to allow it.
    String line(String culprit) {
        return culprit + "; " + remedy + ", or allow it by @Allow(" + name() + ")";
    }
}
