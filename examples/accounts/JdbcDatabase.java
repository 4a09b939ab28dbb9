// SPDX-License-Identifier: Apache-2.0

import static dev.asyncio4j.Asyncio.*;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.asyncio4j.Body;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;

/** JDBC blocks, so each transaction has a thread. If its task is cancelled it ends all the same. */
record JdbcDatabase(HikariDataSource pool) implements Database {

    static JdbcDatabase open(String url) {
        var config = new HikariConfig();
        config.setJdbcUrl(url);
        config.setConnectionTimeout(2_000); // milliseconds; then it is away
        config.setInitializationFailTimeout(-1); // do not connect here: this is the loop's thread
        return new JdbcDatabase(new HikariDataSource(config));
    }

    @Override
    public <T> T transaction(Body.In<Sql, T> body) {
        return await(toThread(() -> run(body)));
    }

    private <T> T run(Body.In<Sql, T> body) throws Exception {
        try (var connection = pool.getConnection()) {
            connection.setAutoCommit(false);
            try {
                T result = body.run((text, values) -> query(connection, text, values));
                connection.commit();
                return result;
            } catch (Throwable failure) {
                rollBack(connection, failure);
                throw failure;
            }
        } catch (
                SQLTransientConnectionException
                        none) { // no connection became free, or none is left
            throw new Away(none);
        } catch (SQLException failure) {
            throw Database.explained(failure, failure.getSQLState());
        }
    }

    private static void rollBack(Connection connection, Throwable failure) {
        try {
            connection.rollback();
        } catch (SQLException lost) { // then the database does it
            failure.addSuppressed(lost);
        }
    }

    private static List<Line> query(Connection connection, String text, Object... values)
            throws SQLException {
        try (var statement = connection.prepareStatement(text.replaceAll("\\$\\d", "?"))) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            return statement.execute() ? lines(statement) : List.of();
        }
    }

    private static List<Line> lines(PreparedStatement statement) throws SQLException {
        List<Line> lines = new ArrayList<>();
        try (ResultSet result = statement.getResultSet()) {
            int columns = result.getMetaData().getColumnCount();
            while (result.next()) {
                List<Object> cells = new ArrayList<>();
                for (int i = 1; i <= columns; i++) {
                    cells.add(result.getObject(i));
                }
                lines.add(new Line(cells));
            }
        }
        return lines;
    }

    @Override
    public void close() {
        await(toThread(Executors.callable(pool::close)));
    }
}
