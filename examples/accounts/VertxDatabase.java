// SPDX-License-Identifier: Apache-2.0

import static dev.asyncio4j.Asyncio.*;

import dev.asyncio4j.Body;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.ClosedConnectionException;
import io.vertx.sqlclient.DatabaseException;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Vert.x does not block: what it promises is awaited, and what it calls back is a coroutine. */
record VertxDatabase(Vertx vertx, Pool pool) implements Database {

    /** All connections are busy: this failure has no type of its own. */
    private static final String NO_ROOM = "Timeout";

    static VertxDatabase open(String url) {
        var vertx = Vertx.vertx();
        var limits = new PoolOptions().setMaxSize(10).setConnectionTimeout(2); // seconds
        var server = PgConnectOptions.fromUri(url);
        return new VertxDatabase(
                vertx, PgBuilder.pool().with(limits).connectingTo(server).using(vertx).build());
    }

    /** Begun, committed and rolled back by Vert.x, also when the task that awaits is cancelled. */
    @Override
    public <T> T transaction(Body.In<Sql, T> body) {
        var loop = getRunningLoop();
        Future<T> transaction =
                pool.withTransaction(
                        connection ->
                                Future.fromCompletionStage(
                                        runCoroutineThreadsafe(
                                                async(() -> body.run(sql(connection))), loop)));
        return await(
                transaction
                        .recover(failure -> Future.failedFuture(explained(failure)))
                        .toCompletionStage());
    }

    private static Sql sql(SqlConnection connection) {
        return (text, values) -> {
            var query = connection.preparedQuery(text).execute(Tuple.from(values));
            List<Line> lines = new ArrayList<>();
            for (var row : await(query.toCompletionStage())) {
                List<Object> cells = new ArrayList<>();
                for (int i = 0; i < row.size(); i++) {
                    cells.add(row.getValue(i));
                }
                lines.add(new Line(cells));
            }
            return lines;
        };
    }

    private static Throwable explained(Throwable failure) {
        return switch (failure) {
            case ClosedConnectionException closed -> new Away(closed);
            case IOException lost -> new Away(lost);
            case DatabaseException told -> Database.explained(told, told.getSqlState());
            default -> NO_ROOM.equals(failure.getMessage()) ? new Away(failure) : failure;
        };
    }

    @Override
    public void close() {
        await(vertx.close().toCompletionStage());
    }
}
