// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.hazelcast;

import dev.asyncio4j.rules.MainSources;
import dev.asyncio4j.rules.PublicApi;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Holds the public API to the dump in `hazelcast/api`, and the sources to the house rules.
@Tag("once")
class ApiTest {

    @Test
    void api_isTheDumpedOne() throws Exception {
        new PublicApi("hazelcast", "dev.asyncio4j.hazelcast").isTheDumpedOne();
    }

    @Test
    void sources_keepTheHouseRules() throws Exception {
        MainSources sources = new MainSources("hazelcast");

        sources.haveDocComments();
        sources.havePackageInfos();
        sources.areShortEnoughToRead();
    }
}
