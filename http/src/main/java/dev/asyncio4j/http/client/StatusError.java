// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.client;

import dev.asyncio4j.http.message.Status;

/// An answer that says that something went wrong, as [ResponseHead#raiseForStatus()] throws it.
/// **Like** aiohttp's `ClientResponseError`.
public final class StatusError extends RuntimeException {

    private final transient ResponseHead head;

    StatusError(ResponseHead head) {
        super(head.status() + " " + Status.reason(head.status()) + ": " + head.request().summary());
        this.head = head;
    }

    /// The status.
    public int status() {
        return head.status();
    }

    /// All that was said before the body.
    public ResponseHead head() {
        return head;
    }
}
