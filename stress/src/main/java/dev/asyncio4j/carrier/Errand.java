// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.carrier;

import dev.asyncio4j.context.Context;

/// A passenger with something to do.
record Errand(Runnable script) implements Passenger {

    @Override
    public void run() {
        script.run();
    }

    @Override
    public Context context() {
        return new Context();
    }
}
