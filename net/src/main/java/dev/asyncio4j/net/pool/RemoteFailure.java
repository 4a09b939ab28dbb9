// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net.pool;

/// A job failed with an exception that cannot be here what it was there: it could not be sent, or
/// its class is not among those that the pool lets in. Its text, with the stack, is the message.
public final class RemoteFailure extends RuntimeException {

    private final String type;

    RemoteFailure(String type, String text) {
        super(text);
        this.type = type;
    }

    /// The name of the exception's class.
    public String type() {
        return type;
    }
}
