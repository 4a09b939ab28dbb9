// SPDX-License-Identifier: Apache-2.0
package stranger;

import static dev.asyncio4j.Asyncio.*;

import dev.asyncio4j.junit.AsyncTest;
import dev.asyncio4j.junit.VirtualClock;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;

/// A test of an hour that takes no time, and the launcher that runs it.
public final class Main {

    private Main() {}

    static final class HourTest {

        @AsyncTest
        @VirtualClock
        void anHour_passes() {
            await(sleep(3600));
        }
    }

    public static void main(String[] none) {
        var request =
                LauncherDiscoveryRequestBuilder.request()
                        .selectors(DiscoverySelectors.selectClass(HourTest.class))
                        .build();
        var listener = new SummaryGeneratingListener();
        LauncherFactory.create().execute(request, listener);
        listener.getSummary().getFailures().forEach(each -> each.getException().printStackTrace());
        System.out.println("tests: " + listener.getSummary().getTestsSucceededCount());
    }
}
