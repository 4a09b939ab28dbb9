// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.testing;

/// What an await throws where a [Schedule] says that it is to fail. A program that lets it through
/// has done nothing wrong.
public final class InjectedFault extends RuntimeException {

    InjectedFault(String message) {
        super(message);
    }
}
