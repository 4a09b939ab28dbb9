// SPDX-License-Identifier: Apache-2.0
// A web service over SQL: accounts, and transfers between them, each a transaction.
// Run it with: ./asyncio run examples/accounts/Accounts.java
// which has H2 in it; or on PostgreSQL, by JDBC in threads or by a client that needs none:
//     ./asyncio run examples/accounts/Accounts.java "jdbc:postgresql://localhost/bank?user=me"
//     ./asyncio run examples/accounts/Accounts.java postgresql://me@localhost/bank
// and, in another terminal: curl -d '{"owner": "Ann", "cents": 500}' localhost:8766/accounts
// DEPS com.h2database:h2:2.5.252 org.postgresql:postgresql:42.7.14 com.zaxxer:HikariCP:7.1.0
// DEPS io.vertx:vertx-pg-client:5.0.12 org.slf4j:slf4j-jdk14:2.0.17

import static dev.asyncio4j.Asyncio.*;

import dev.asyncio4j.*;
import dev.asyncio4j.http.Http;
import dev.asyncio4j.http.message.HttpError;
import dev.asyncio4j.http.server.Request;
import dev.asyncio4j.http.server.Response;
import dev.asyncio4j.http.server.Router;

Database database;

record Account(long id, String owner, long cents) {}

record Opening(String owner, Long cents) {}

record Moved(Account from, Account to) {}

record Transfer(Long from, Long to, Long cents) {}

Void createTables(Database.Sql sql) throws Exception {
    sql.query("create sequence if not exists account_ids");
    sql.query(
            "create table if not exists account (id bigint primary key,"
                    + " owner varchar(80) not null, cents bigint not null check (cents >= 0))");
    return null;
}

/** Answers with all that is wrong, not with the first of it. */
void check(Map<String, Boolean> rules) {
    List<String> broken = new ArrayList<>();
    rules.forEach((rule, holds) -> broken.addAll(holds ? List.of() : List.of(rule)));
    if (!broken.isEmpty()) {
        throw new HttpError(422, String.join("; ", broken.stream().sorted().toList()));
    }
}

Response open(Request request) {
    var wish = await(request.json(Opening.class));
    String owner = wish.owner() == null ? "" : wish.owner().strip();
    boolean isName = !owner.isEmpty() && owner.length() <= 80;
    boolean isSum = wish.cents() != null && wish.cents() >= 0;
    check(Map.of("owner: 1 to 80 characters", isName, "cents: 0 or more", isSum));

    String insert = "insert into account values ($1, $2, $3)";
    long id =
            database.transaction(
                    sql -> {
                        long next = sql.query("select nextval('account_ids')").getFirst().number(0);
                        sql.query(insert, next, owner, wish.cents());
                        return next;
                    });
    return Response.json(new Account(id, owner, wish.cents()))
            .withStatus(201)
            .withHeader("location", "/accounts/" + id);
}

Response show(Request request) {
    String id = request.path("id");
    if (!id.matches("[0-9]{1,18}")) {
        throw new HttpError(404, "no account " + id);
    }
    return Response.json(database.transaction(sql -> find(sql, Long.parseLong(id), "")));
}

Response transfer(Request request) {
    var wish = await(request.json(Transfer.class));
    boolean areTwo = wish.from() != null && wish.to() != null && !wish.from().equals(wish.to());
    boolean isSum = wish.cents() != null && wish.cents() > 0;
    check(Map.of("from, to: two accounts", areTwo, "cents: 1 or more", isSum));
    return Response.json(database.transaction(sql -> move(sql, wish)));
}

Moved move(Database.Sql sql, Transfer wish) throws Exception {
    // Locked in the order of their numbers, so that no two transfers wait for each other.
    find(sql, Math.min(wish.from(), wish.to()), " for update");
    find(sql, Math.max(wish.from(), wish.to()), " for update");

    String change = "update account set cents = cents + $1 where id = $2";
    sql.query(change, wish.cents(), wish.to());
    if (find(sql, wish.from(), "").cents() < wish.cents()) {
        throw new HttpError(409, "account " + wish.from() + " has less"); // and nothing is done
    }
    sql.query(change, -wish.cents(), wish.from());
    return new Moved(find(sql, wish.from(), ""), find(sql, wish.to(), ""));
}

Account find(Database.Sql sql, long id, String lock) throws Exception {
    for (var line : sql.query("select owner, cents from account where id = $1" + lock, id)) {
        return new Account(id, line.text(0), line.number(1));
    }
    throw new HttpError(404, "no account " + id);
}

Response problem(int status, String message) {
    return Response.json(Map.of("problem", message)).withStatus(status);
}

Response unavailable(Request request, Database.Away away) {
    System.err.println(request.method() + " " + request.path() + ": " + away.getMessage());
    return problem(503, "the database cannot be reached").withHeader("retry-after", "1");
}

void serve(Router app, String url, int port) {
    database = url.startsWith("jdbc:") ? JdbcDatabase.open(url) : VertxDatabase.open(url);
    try {
        database.transaction(this::createTables);
        var server = await(Http.startServer(app, "127.0.0.1", port), BindException.class);
        System.out.println("Serving on http://127.0.0.1:" + server.port());
        await(server.serveForever()); // what is under way ends
    } catch (BindException inUse) {
        throw new UncheckedIOException(inUse.getMessage(), inUse);
    } finally {
        database.close();
    }
}

void main(String[] args) {
    String url = args.length > 0 ? args[0] : "jdbc:h2:mem:bank;DB_CLOSE_DELAY=-1";
    int port = args.length > 1 ? Integer.parseInt(args[1]) : 8766;
    var app =
            new Router()
                    .post("/accounts", this::open)
                    .get("/accounts/{id}", this::show)
                    .post("/transfers", this::transfer)
                    .otherwise(request -> problem(404, "nothing here"))
                    .on(HttpError.class, (request, e) -> problem(e.status(), e.getMessage()))
                    .on(Database.Away.class, this::unavailable);
    try { // until Ctrl-C or SIGTERM
        run(async(() -> serve(app, url, port)), RunnerOptions.defaults().withTerminate(true));
    } catch (Database.Away | UncheckedIOException refused) {
        System.err.println(refused.getMessage());
        System.exit(1);
    } catch (KeyboardInterrupt pressed) {
        System.exit(130); // as programs end that know nothing of Ctrl-C
    } catch (SystemExit terminated) {
        System.exit(terminated.code());
    }
}
