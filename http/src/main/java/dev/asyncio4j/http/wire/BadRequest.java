// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.wire;

import dev.asyncio4j.http.message.Status;

/// What came is no request that may be answered: the connection is closed after saying so.
public final class BadRequest extends Exception {

    private final int status;

    /// @param message which rule was broken, for the log and for who sent it
    public BadRequest(int status, String message) {
        super(message, null, false, false); // it is the peer's fault, not that of any code here
        this.status = Status.check(status);
    }

    /// What to answer.
    public int status() {
        return status;
    }
}
