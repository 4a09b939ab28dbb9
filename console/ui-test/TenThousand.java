// SPDX-License-Identifier: Apache-2.0
import static dev.asyncio4j.Asyncio.*;

void main() {
    run(
            async(
                    () -> {
                        for (int i = 0; i < 10_000; i++) {
                            createTask(async("sleeper", () -> await(sleep(3600))));
                        }
                        await(sleep(3600));
                    }));
}
