// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.console;

import dev.asyncio4j.rules.PublicApi;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Holds the public API to the dump in `console/api`.
@Tag("once")
class ApiTest {

    @Test
    void api_isTheDumpedOne() throws Exception {
        new PublicApi("console", "dev.asyncio4j.console").isTheDumpedOne();
    }
}
