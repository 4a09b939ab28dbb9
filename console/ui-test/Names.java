// SPDX-License-Identifier: Apache-2.0
import static dev.asyncio4j.Asyncio.*;

import dev.asyncio4j.sync.Lock;

void main() {
    run(
            async(
                    () -> {
                        String evil = "<img src=x onerror=globalThis.hit=1>\"'&lt;</script>";
                        Lock lock = new Lock().named(evil);
                        await(lock.acquire());
                        createTask(lock.acquire(), evil);
                        await(createTask(sleep(3600), "</title><script>globalThis.hit=1</script>"));
                    }));
}
