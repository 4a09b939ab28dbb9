// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.client;

import dev.asyncio4j.http.wire.Answer;

/// One request on one connection, and its answer. **Thread** loop.
sealed interface Attempt extends ResponseStream.Source permits Http1Attempt, Http2Attempt {

    /// What is read of a body that nobody wants, so that its connection or stream ends well.
    long DISCARDED = 64 * 1024;

    /// Sends the request, and waits for the head of the answer.
    Answer ask(Outgoing outgoing, RequestContent content, Timeouts timeouts) throws Exception;

    /// The version of the answer: `HTTP/1.1`.
    String version(Answer answer);

    /// Whether it failed since the server had closed a connection that was kept.
    boolean isStale();

    /// Whether some of the body was taken from its source.
    boolean hasBegunBody();

    /// Reads what little is left, so that the connection can be used again. **Suspends** if not all
    /// of it is here.
    void discard() throws Exception;

    /// Gives the connection back, or its part of it. Idempotent.
    /// @param well whether it may be used again, if it is fit
    void finish(boolean well);
}
