// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.junit;

import dev.asyncio4j.rules.PublicApi;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Holds the public API to the dump in `junit/api`.
@Tag("once")
class ApiTest {

    @Test
    void api_isTheDumpedOne() throws Exception {
        new PublicApi("junit", "dev.asyncio4j.junit").isTheDumpedOne();
    }
}
