// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j;

import dev.asyncio4j.rules.PublicApi;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Holds the public API to the dump in `core/api`.
///
/// To accept a change: `./mvnw -pl core test -Dtest=ApiTest -Dapi=update`, and commit the dump.
@Tag("once")
class ApiTest {

    @Test
    void api_isTheDumpedOne() throws Exception {
        new PublicApi("core", "dev.asyncio4j").isTheDumpedOne();
    }
}
