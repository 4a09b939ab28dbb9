// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.signal;

import org.jspecify.annotations.Nullable;

/// This JVM does not let programs handle a signal; the message says why.
public final class SignalRefused extends Exception {
    private static final long serialVersionUID = 1L;

    SignalRefused(@Nullable String why, @Nullable Throwable cause) {
        super(why, cause);
    }
}
