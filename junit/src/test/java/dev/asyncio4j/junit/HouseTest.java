// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.junit;

import dev.asyncio4j.rules.MainSources;
import java.io.IOException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// The house rules for this module.
@Tag("once")
class HouseTest {

    private final MainSources sources = new MainSources("junit");

    @Test
    void publicTypesAndMethods_haveADocComment() throws IOException {
        sources.haveDocComments();
    }

    @Test
    void packages_haveAPackageInfo() throws IOException {
        sources.havePackageInfos();
    }

    @Test
    void sources_areShortEnoughToRead() throws IOException {
        sources.areShortEnoughToRead();
    }
}
