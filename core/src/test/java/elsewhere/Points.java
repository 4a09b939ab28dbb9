// SPDX-License-Identifier: Apache-2.0
package elsewhere;

import dev.asyncio4j.Future;
import dev.asyncio4j.WaitPoint;
import java.util.List;

/// A user's wait points, outside the library's package.
public final class Points {

    private Points() {}

    private record Named(String what) implements WaitPoint {}

    private record Failing(Throwable failure) implements WaitPoint {
        @Override
        public String what() {
            throw Points.<RuntimeException>sneaky(failure);
        }

        @Override
        public List<Future<?>> owedBy() {
            throw Points.<RuntimeException>sneaky(failure);
        }
    }

    public static WaitPoint of(String what) {
        return new Named(what);
    }

    public static WaitPoint failing(Throwable failure) {
        return new Failing(failure);
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // the point of it
    private static <X extends Throwable> X sneaky(Throwable failure) throws X {
        throw (X) failure;
    }
}
