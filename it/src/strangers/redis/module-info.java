// SPDX-License-Identifier: Apache-2.0

/// A program of a stranger: all that it says of asyncio4j is the one module that it uses.
module stranger {
    requires dev.asyncio4j.redis;
}
