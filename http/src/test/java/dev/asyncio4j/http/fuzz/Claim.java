// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.fuzz;

import java.util.Objects;

/// What must hold. Cheap while it does, as it is asked a million times.
public final class Claim extends AssertionError {

    private Claim(String message) {
        super(message);
    }

    /// @throws Claim if it does not hold
    public static void that(boolean holds, String what) {
        if (!holds) {
            throw new Claim(what);
        }
    }

    /// @throws Claim if they differ
    public static void same(Object actual, Object expected, String what) {
        if (!Objects.equals(actual, expected)) {
            throw new Claim(what + ":\n  " + actual + "\n  " + expected);
        }
    }

    /// @throws Claim always
    public static void broken(String what, Throwable cause) {
        Claim claim = new Claim(what + ": " + cause);
        claim.initCause(cause);
        throw claim;
    }
}
