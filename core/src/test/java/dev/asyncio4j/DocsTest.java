// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j;

import dev.asyncio4j.rules.MainSources;
import java.io.IOException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("once")
class DocsTest {

    private final MainSources sources = new MainSources("core");

    @Test
    void publicTypesAndMethods_haveADocComment() throws IOException {
        sources.haveDocComments();
    }

    @Test
    void packages_haveAPackageInfo() throws IOException {
        sources.havePackageInfos();
    }
}
