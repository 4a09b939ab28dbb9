// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.console.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Tag("real-time")
@Timeout(60)
class ViewersTest {

    private final Viewers viewers = new Viewers();

    private long millisOf(long least, long most) throws InterruptedException {
        long begin = System.nanoTime();
        viewers.await(least, most);
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
    }

    @Test
    void board_whosePageAsksAllTheTime_makesTwentyPicturesASecondAtMost() throws Exception {
        for (int i = 0; i < 5; i++) {
            viewers.poke();
            assertThat(millisOf(50, 3_600_000)).isGreaterThanOrEqualTo(50);
        }
    }

    @Test
    void board_thatNobodyAsks_waitsTheWholeTime() throws Exception {
        assertThat(millisOf(0, 20)).isGreaterThanOrEqualTo(20);
    }

    @Test
    void board_thatIsAskedWhileItWaits_goesOn() throws Exception {
        Thread asking = Thread.ofPlatform().start(viewers::poke);

        viewers.await(3_600_000);

        asking.join();
    }

    @Test
    void board_thatIsClosed_waitsNoMore() throws Exception {
        viewers.close();

        viewers.await(3_600_000, 3_600_000);
    }
}
