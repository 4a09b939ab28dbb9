// SPDX-License-Identifier: Apache-2.0

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The example `Accounts` on each of its databases, of which PostgreSQL runs here.
@Tag("real-time")
@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@Tag("once")
class AccountsTest {
    private static final Pattern SERVING = Pattern.compile("Serving on (http://\\S+)");
    private static final String H2 = "jdbc:h2:mem:bank;DB_CLOSE_DELAY=-1";

    private static HttpClient client;
    private static PostgresServer postgres; // null until a test needs it

    private String address;

    @BeforeAll
    static void openClient() {
        client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    }

    @AfterAll
    static void stopServer() {
        client.close();
        if (postgres != null) {
            postgres.close();
        }
    }

    private static PostgresServer postgres() throws Exception {
        if (postgres == null) {
            postgres = new PostgresServer();
        }
        return postgres;
    }

    private Program serve(String database) throws Exception {
        Program program =
                Program.start(
                        "Accounts",
                        switch (database) {
                            case "H2" -> H2;
                            case "JDBC" -> postgres().jdbcUrl();
                            default -> postgres().url();
                        },
                        "0");
        address =
                program.awaitLines("where it serves", lines -> !found(lines).isEmpty()).stream()
                        .map(SERVING::matcher)
                        .filter(Matcher::matches)
                        .map(serving -> serving.group(1))
                        .findFirst()
                        .orElseThrow();
        return program;
    }

    private static List<String> found(List<String> lines) {
        return lines.stream().filter(line -> SERVING.matcher(line).matches()).toList();
    }

    private HttpRequest.Builder to(String path) {
        return HttpRequest.newBuilder(URI.create(address + path));
    }

    private HttpResponse<String> get(String path) throws Exception {
        return client.send(to(path).build(), BodyHandlers.ofString());
    }

    private HttpRequest posting(String path, String json) {
        return to(path).POST(HttpRequest.BodyPublishers.ofString(json)).build();
    }

    private HttpResponse<String> post(String path, String json) throws Exception {
        return client.send(posting(path, json), BodyHandlers.ofString());
    }

    /// Opens an account; gives its number.
    private long open(String owner, long cents) throws Exception {
        HttpResponse<String> opened =
                post("/accounts", "{\"owner\": \"" + owner + "\", \"cents\": " + cents + "}");
        assertThat(opened.statusCode()).as(opened.body()).isEqualTo(201);
        long id = Long.parseLong(opened.body().replaceFirst(".*\"id\":(\\d+).*", "$1"));
        assertThat(opened.headers().firstValue("location")).hasValue("/accounts/" + id);
        return id;
    }

    private static String transfer(long from, long to, long cents) {
        return "{\"from\": " + from + ", \"to\": " + to + ", \"cents\": " + cents + "}";
    }

    private static String account(long id, String owner, long cents) {
        return "{\"id\":" + id + ",\"owner\":\"" + owner + "\",\"cents\":" + cents + "}";
    }

    private static void assertAnswer(HttpResponse<String> answer, int status, String body) {
        assertThat(answer.body()).isEqualTo(body);
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.headers().firstValue("content-type")).hasValue("application/json");
    }

    @ParameterizedTest
    @ValueSource(strings = {"H2", "JDBC", "Vert.x"})
    void service_keepsItsRules(String database) throws Exception {
        try (Program program = serve(database)) {
            long ann = open("Ann", 500);
            long bob = open("Bob", 0);
            assertAnswer(
                    post("/transfers", transfer(ann, bob, 200)),
                    200,
                    "{\"from\":"
                            + account(ann, "Ann", 300)
                            + ",\"to\":"
                            + account(bob, "Bob", 200)
                            + "}");

            assertAnswer(
                    post("/transfers", transfer(ann, bob, 301)),
                    409,
                    "{\"problem\":\"account " + ann + " has less\"}");
            assertAnswer(
                    post("/transfers", transfer(ann, 999_999, 1)),
                    404,
                    "{\"problem\":\"no account 999999\"}");
            assertAnswer(get("/accounts/" + ann), 200, account(ann, "Ann", 300)); // all or nothing
            assertAnswer(get("/accounts/" + bob), 200, account(bob, "Bob", 200));

            assertAnswer(get("/accounts/x"), 404, "{\"problem\":\"no account x\"}");
            assertAnswer(get("/"), 404, "{\"problem\":\"nothing here\"}");
            assertAnswer(
                    post("/accounts", "{\"owner\": \" \", \"cents\": -1}"),
                    422,
                    "{\"problem\":\"cents: 0 or more; owner: 1 to 80 characters\"}");
            assertAnswer(
                    post("/transfers", transfer(ann, ann, 0)),
                    422,
                    "{\"problem\":\"cents: 1 or more; from, to: two accounts\"}");
            assertAnswer(
                    post("/transfers", "cents"),
                    400,
                    "{\"problem\":\"the body is not the JSON expected\"}");

            assertThat(program.terminate()).isEqualTo(143);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"H2", "JDBC", "Vert.x"})
    void transfersBothWaysAtOnce_loseNothing(String database) throws Exception {
        try (Program program = serve(database)) {
            long ann = open("Ann", 1_000);
            long bob = open("Bob", 1_000);

            List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
            for (int i = 0; i < 60; i++) {
                String wish = i % 3 == 0 ? transfer(ann, bob, 7) : transfer(bob, ann, 5);
                answers.add(client.sendAsync(posting("/transfers", wish), BodyHandlers.ofString()));
            }

            for (var answer : answers) {
                assertThat(answer.get(60, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
            }
            assertAnswer(get("/accounts/" + ann), 200, account(ann, "Ann", 1_060));
            assertAnswer(get("/accounts/" + bob), 200, account(bob, "Bob", 940));
            assertThat(program.terminate()).isEqualTo(143);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"JDBC", "Vert.x"})
    void databaseThatIsAway_isSaidClearly_andFoundAgain(String database) throws Exception {
        try (Program program = serve(database)) {
            long ann = open("Ann", 1);

            postgres.kill();
            HttpResponse<String> away;
            try {
                away = get("/accounts/" + ann);
            } finally {
                postgres.start();
            }

            assertAnswer(away, 503, "{\"problem\":\"the database cannot be reached\"}");
            assertThat(away.headers().firstValue("retry-after")).hasValue("1");
            program.awaitLines(
                    "why",
                    lines ->
                            lines.stream()
                                    .anyMatch(
                                            line ->
                                                    line.startsWith(
                                                            "GET /accounts/"
                                                                    + ann
                                                                    + ": the database cannot be"
                                                                    + " reached: ")));
            HttpResponse<String> again = get("/accounts/" + ann);
            for (int i = 0; again.statusCode() == 503 && i < 20; i++) { // old connections go first
                again = get("/accounts/" + ann);
            }
            assertAnswer(again, 200, account(ann, "Ann", 1));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"jdbc:postgresql://127.0.0.1:1/bank", "postgresql://127.0.0.1:1/bank"})
    void databaseThatWasNeverThere_isSaidInOneLine(String url) throws Exception {
        try (Program program = Program.start("Accounts", url, "0")) {
            assertThat(program.awaitEnd()).isEqualTo(1);
            assertThat(program.lines().getLast()).startsWith("the database cannot be reached: ");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"H2", "JDBC", "Vert.x"})
    void valueThatNoAccountCanHave_isRefused_andNothingIsDone(String database) throws Exception {
        try (Program program = serve(database)) {
            long rich = open("Rich", Long.MAX_VALUE - 1);
            long bob = open("Bob", 2);
            String problem = "{\"problem\":\"a value that no account can have\"}";

            assertAnswer(post("/transfers", transfer(bob, rich, 2)), 422, problem);
            assertAnswer(post("/transfers", transfer(rich, bob, Long.MAX_VALUE)), 422, problem);
            assertAnswer(get("/accounts/" + rich), 200, account(rich, "Rich", Long.MAX_VALUE - 1));
            assertAnswer(get("/accounts/" + bob), 200, account(bob, "Bob", 2));
            assertAnswer(
                    post("/accounts", "{\"owner\": \"Ann\", \"cents\": 9223372036854775808}"),
                    400,
                    "{\"problem\":\"the body is not the JSON expected\"}");
            if (!database.equals("H2")) { // which takes that
                String owner = "{\"owner\": \"A\\u0000n\", \"cents\": 1}";
                assertAnswer(post("/accounts", owner), 422, problem);
            }
            assertThat(program.terminate()).isEqualTo(143);
        }
    }

    @Test
    void portThatIsInUse_isSaidInOneLine() throws Exception {
        try (var other = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
                Program program = Program.start("Accounts", H2, "" + other.getLocalPort())) {
            assertThat(program.awaitEnd()).isEqualTo(1);
            assertThat(program.lines().getLast()).contains("Address already in use");
            assertThat(program.lines()).noneMatch(line -> line.contains("\tat "));
        }
    }

    @ParameterizedTest
    @CsvSource({"JDBC, 143", "Vert.x, 143", "JDBC, 130", "Vert.x, 130"}) // SIGTERM, SIGINT
    void requestThatIsUnderWay_isAnswered_whenTheServiceIsStopped(String database, int code)
            throws Exception {
        try (Program program = serve(database)) {
            long ann = open("Ann", 10);
            long bob = open("Bob", 0);
            try (var lock = postgres.connect();
                    var statement = lock.createStatement()) {
                lock.setAutoCommit(false);
                statement.execute("select 1 from account where id = " + ann + " for update");
                var answer =
                        client.sendAsync(
                                posting("/transfers", transfer(ann, bob, 10)),
                                BodyHandlers.ofString());
                awaitWaiting(1);

                CompletableFuture<Integer> ended =
                        CompletableFuture.supplyAsync(
                                code == 143 ? program::terminate : program::interrupt);
                awaitRefused();
                lock.commit();

                assertThat(answer.get(60, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
                assertThat(ended.get(60, TimeUnit.SECONDS)).isEqualTo(code);
                assertThat(program.lines()).noneMatch(line -> line.contains("\tat "));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"JDBC", "Vert.x"})
    void requestThatFindsNoConnection_isToldToComeBack(String database) throws Exception {
        try (Program program = serve(database)) {
            long ann = open("Ann", 10);
            long bob = open("Bob", 0);
            try (var lock = postgres.connect();
                    var statement = lock.createStatement()) {
                lock.setAutoCommit(false);
                statement.execute("select 1 from account where id = " + ann + " for update");
                List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
                for (int i = 0; i < 10; i++) { // as many as the pool has
                    HttpRequest transfer = posting("/transfers", transfer(ann, bob, 1));
                    answers.add(client.sendAsync(transfer, BodyHandlers.ofString()));
                }
                awaitWaiting(10);

                HttpResponse<String> none = get("/accounts/" + bob);
                lock.commit();

                assertAnswer(none, 503, "{\"problem\":\"the database cannot be reached\"}");
                for (var answer : answers) {
                    assertThat(answer.get(60, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
                }
                assertAnswer(get("/accounts/" + bob), 200, account(bob, "Bob", 10));
            }
            assertThat(program.terminate()).isEqualTo(143);
        }
    }

    /// Blocks until so many wait for a lock.
    private static void awaitWaiting(int count) throws Exception {
        try (var looking = postgres.connect();
                var statement = looking.createStatement()) {
            boolean waits = false;
            while (!waits) {
                try (var result =
                        statement.executeQuery("select count(*) from pg_locks where not granted")) {
                    result.next();
                    waits = result.getInt(1) >= count;
                }
            }
        }
    }

    /// Blocks until the service takes no more connections.
    private void awaitRefused() throws Exception {
        URI where = URI.create(address);
        while (true) {
            try (var socket = new java.net.Socket(where.getHost(), where.getPort())) {
                assertThat(socket.isConnected()).isTrue();
            } catch (ConnectException refused) {
                return;
            } catch (IOException reset) {
                Thread.onSpinWait(); // it had been taken from the queue
            }
        }
    }
}
