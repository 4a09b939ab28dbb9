// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.cli;

/// What keeps a command from doing its work, in one sentence for its user; the exit code is 1.
final class Failure extends Exception {

    Failure(String message) {
        super(message);
    }

    Failure(String message, Exception cause) {
        super(message, cause);
    }
}
