// SPDX-License-Identifier: Apache-2.0

import static org.assertj.core.api.Assertions.assertThat;

import dev.asyncio4j.durable.suite.BrokerProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The example `ApiClient` on an API that nginx serves: it lets 20 requests a second through, and
/// of
/// each of three pairs of users one in 333 ms, and says 429 to the other.
@Tag("real-time")
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ApiClientTest {
    private static final String CONFIGURATION =
            """
            daemon off;
            master_process off;
            pid nginx.pid;
            error_log error.log;
            events {}
            http {
              log_format times '$uri $status $msec $request_time';
              access_log access.log times;
              client_body_temp_path temp; proxy_temp_path temp; fastcgi_temp_path temp;
              uwsgi_temp_path temp; scgi_temp_path temp;
              map $uri $pair { default ""; ~/1[01]$ tens; ~/2[01]$ twenties; ~/3[01]$ thirties; }
              limit_req_zone $pair zone=pairs:1m rate=3r/s;
              limit_req_zone $remote_addr zone=all:1m rate=20r/s;
              server {
                listen 127.0.0.1:PORT;
                root api;
                default_type application/json;
                location /users/ {
                  if ($http_authorization != "Bearer secret") { return 401; }
                  limit_req zone=pairs;
                  limit_req zone=all burst=40;
                  limit_req_status 429;
                }
                location = /users/29 { proxy_pass http://127.0.0.1:SILENT; }
              }
            }
            """;

    private Path folder;
    private int silent; // the port of who accepts and never answers

    private List<String> prepare(int port, Path home) {
        folder = home;
        try {
            Files.writeString(
                    home.resolve("nginx.conf"),
                    CONFIGURATION.replace("PORT", "" + port).replace("SILENT", "" + silent));
            Path users = Files.createDirectories(home.resolve("api/users"));
            for (int id = 1; id <= 40; id++) {
                Files.writeString(
                        users.resolve("" + id),
                        switch (id) {
                            case 5 -> "<html>Please sign in</html>";
                            case 6 -> "null";
                            default ->
                                    "{\"id\":%d,\"name\":\"Ann %d\",\"orders\":3}"
                                            .formatted(id, id);
                        });
            }
            Files.delete(users.resolve("13"));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        return List.of("-p", home + "/", "-c", "nginx.conf", "-e", "error.log");
    }

    @Test
    void api_isAskedPolitely_andEachFailureIsToldAlone() throws Exception {
        try (ServerSocket never = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            silent = never.getLocalPort();
            try (BrokerProcess nginx = new BrokerProcess("nginx", this::prepare)) {
                String api = "http://127.0.0.1:" + nginx.port();
                try (Program client = Program.start("ApiClient", api + "/")) {
                    assertThat(client.awaitEnd()).as("%s", client.lines()).isZero();

                    String user = api + "/users/";
                    List<String> told =
                            client.lines().stream().filter(l -> l.contains("user")).toList();
                    assertThat(told).hasSize(5);
                    assertThat(told.get(0)).startsWith("user 5: the body of ").contains("not JSON");
                    assertThat(told.get(1)).startsWith("user 6: the body of ").contains("not JSON");
                    assertThat(told.subList(2, 4))
                            .containsExactly(
                                    "user 13: 404 Not Found: GET " + user + "13",
                                    "user 29: total: GET " + user + "29 took longer than 2 s");
                    assertThat(told.get(4)).matches("36 of 40 users, in \\d+\\.\\d\\d seconds");
                }
                List<String> asked = Files.readAllLines(folder.resolve("access.log"));
                for (String pair : List.of("1[01]", "2[01]", "3[01]")) {
                    String uri = "/users/" + pair;
                    assertThat(asked).filteredOn(l -> l.matches(uri + " 200 .*")).hasSize(2);
                    assertThat(asked).anyMatch(l -> l.matches(uri + " 429 .*"));
                }
                assertThat(asked).filteredOn(l -> l.startsWith("/users/13 ")).hasSize(1);
                assertThat(asked).filteredOn(l -> l.startsWith("/users/29 ")).hasSize(1);
                assertThat(asked).noneMatch(l -> l.contains(" 401 "));
                assertThat(mostAtOnce(asked)).isBetween(5, 8); // on a slow machine not all 8
            }
        }
    }

    /// How many requests were under way at once, by the times of nginx's log: when one ended, and
    /// how long it took.
    private static int mostAtOnce(List<String> log) {
        TreeMap<Long, Integer> changes = new TreeMap<>(); // by milliseconds
        for (String line : log) {
            String[] words = line.split(" ");
            long end = Long.parseLong(words[2].replace(".", ""));
            long begin = end - Long.parseLong(words[3].replace(".", ""));
            changes.merge(begin, 1, Integer::sum);
            changes.merge(end, -1, Integer::sum);
        }
        int underWay = 0;
        int most = 0;
        for (int change : changes.values()) {
            underWay += change;
            most = Math.max(most, underWay);
        }
        return most;
    }

    @Test
    void whatIsNoAddress_isSaidInOneLine() throws Exception {
        try (Program client = Program.start("ApiClient", "localhost:8000")) {
            assertThat(client.awaitEnd()).isEqualTo(2);
            assertThat(client.lines().getLast()).startsWith("url: localhost:8000/users/ (expected");
            assertThat(client.lines()).noneMatch(line -> line.contains("\tat "));
        }
    }
}
