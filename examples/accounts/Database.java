// SPDX-License-Identifier: Apache-2.0

import dev.asyncio4j.Body;
import dev.asyncio4j.http.message.HttpError;
import java.util.List;

/** What the service asks of a database, whoever speaks to it. */
interface Database {

    /** Suspends until all of `body` is done, or nothing of it. It runs in a thread or in a task. */
    <T> T transaction(Body.In<Sql, T> body);

    /** Suspends until its connections are closed. */
    void close();

    /** The statements of one transaction; their places are called $1, $2, ... in this order. */
    interface Sql {
        List<Line> query(String statement, Object... values) throws Exception;
    }

    /** A line of a result. */
    record Line(List<Object> cells) {
        long number(int column) {
            return (Long) cells.get(column);
        }

        String text(int column) {
            return (String) cells.get(column);
        }
    }

    /** It cannot be reached: nothing was done, or that is not known; it may help to try again. */
    final class Away extends RuntimeException {
        Away(Throwable cause) {
            super("the database cannot be reached: " + cause.getMessage(), cause);
        }
    }

    /** By SQL's own codes: connection exceptions, a server that starts or stops, wrong values. */
    static Exception explained(Exception failure, String state) {
        if (state != null && state.startsWith("22")) { // as of a sum beyond 2^63
            return new HttpError(422, "a value that no account can have");
        }
        boolean isAway = state != null && (state.startsWith("08") || state.startsWith("57P"));
        return isAway ? new Away(failure) : failure;
    }
}
