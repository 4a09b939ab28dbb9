// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.redis;

import dev.asyncio4j.WaitPoint;

/// What a task waits for that waits for the server.
///
/// @param wish what it is to bring, up to whom
/// @param queue whose
record OfRedis(String wish, String queue) implements WaitPoint {

    @Override
    public String what() {
        return crowd() + " for queue '" + queue + "'";
    }

    @Override
    public String crowd() {
        return wish + " Redis";
    }
}
