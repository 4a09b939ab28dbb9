// SPDX-License-Identifier: Apache-2.0

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.asyncio4j.durable.suite.BrokerProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The example `Scraper` on a site that nginx serves.
@Tag("real-time")
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ScraperTest {

    private static final String CONFIGURATION =
            """
            daemon off;
            master_process off;
            pid nginx.pid;
            error_log error.log;
            events {}
            http {
              types { text/html html; text/plain txt; image/png png; }
              access_log access.log;
              gzip on; gzip_min_length 1; gzip_types text/html;
              client_body_temp_path temp; proxy_temp_path temp; fastcgi_temp_path temp;
              uwsgi_temp_path temp; scgi_temp_path temp;
              server {
                listen 127.0.0.1:PORT;
                root site;
                location /old.html { return 301 /new.html; }
                location /away.html { return 302 http://127.0.0.1:OTHER/; }
                location /busy.html { return 503; }
                ROBOTS
              }
            }
            """;

    private static final Map<String, String> SITE =
            Map.of(
                    "robots.txt",
                            """
                            User-agent: other
                            Disallow: /

                            User-agent: *
                            Disallow: /

                            User-agent: first

                            User-agent: Asyncio4j-Example
                            Disallow: /private/  # but for
                            Disallow: /*?sort=
                            Disallow:
                            Allow: /private/open.html
                            Disallow: /*.png$
                            """,
                    "index.html",
                            """
                            <title>Home &amp; garden</title>
                            <a href="a.html">a</a> <a href="/old.html#top">old</a>
                            <a href="private/x.html">no</a> <a href="private/open.html">yes</a>
                            <a href="http://example.invalid/">elsewhere</a> <a href="logo.png">p</a>
                            <a href="a.html?sort=up">up</a> <a href="away.html">away</a>
                            <a href="mailto:a@b">mail</a> <a href="http://[">nonsense</a>
                            """,
                    "a.html", "<title>A</title><a href=/index.html>x</a><a href=./a.html>self</a>",
                    "new.html", "<title>New</title><a href=busy.html>b</a><a href=gone.html>g</a>",
                    "open.html", "<title>Open</title>");

    private Path folder;
    private int other; // the port of another site
    private String atRobots = "";

    private List<String> prepare(int port, Path home) {
        folder = home;
        try {
            Files.writeString(
                    home.resolve("nginx.conf"),
                    CONFIGURATION
                            .replace("PORT", "" + port)
                            .replace("OTHER", "" + other)
                            .replace("ROBOTS", atRobots));
            Path site = home.resolve("site");
            Files.createDirectories(site.resolve("private"));
            for (Map.Entry<String, String> each : SITE.entrySet()) {
                boolean open = each.getKey().equals("open.html");
                Files.writeString(
                        site.resolve((open ? "private/" : "") + each.getKey()), each.getValue());
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        return List.of("-p", home + "/", "-c", "nginx.conf", "-e", "error.log");
    }

    private BrokerProcess nginx(int portOfAnother) {
        other = portOfAnother;
        return new BrokerProcess("nginx", this::prepare);
    }

    /// RFC 9309, 2.3.1.4: then all is forbidden.
    @Test
    void siteThatCannotTellItsRules_isLeftAlone() throws Exception {
        atRobots = "location /robots.txt { return 500; }";
        try (BrokerProcess nginx = nginx(1);
                Program scraper = Program.start("Scraper", "http://127.0.0.1:" + nginx.port())) {
            assertThat(scraper.awaitEnd()).isZero();
            assertThat(scraper.lines()).contains("/ left alone").anyMatch(l -> l.contains("500"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"example", "ftp://127.0.0.1/", "http://[", "http:///a"})
    void whatIsNoAddress_isSaidInOneLine(String site) throws Exception {
        try (Program scraper = Program.start("Scraper", site)) {
            assertThat(scraper.awaitEnd()).isEqualTo(2);
            assertThat(scraper.lines().getLast()).startsWith("url: " + site + " (expected: ");
            assertThat(scraper.lines()).noneMatch(line -> line.contains("\tat "));
        }
    }

    @Test
    void site_isSeenWhole_butForWhatRobotsMayNot() throws Exception {
        try (ServerSocket elsewhere = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                BrokerProcess nginx = nginx(elsewhere.getLocalPort());
                Program scraper =
                        Program.start("Scraper", "http://127.0.0.1:" + nginx.port() + "/")) {
            assertThat(scraper.awaitEnd()).isZero();

            Map<String, String> found = new TreeMap<>();
            for (String line : scraper.lines()) {
                if (line.startsWith("/")) { // else the JVM's warnings
                    found.put(line.split(" ", 2)[0], line.split(" ", 2)[1]);
                }
            }
            assertThat(found)
                    .containsOnly(
                            Map.entry("/", "200 Home & garden"),
                            Map.entry("/index.html", "200 Home & garden"),
                            Map.entry("/a.html", "200 A"),
                            Map.entry("/old.html", "301 301 Moved Permanently"),
                            Map.entry("/new.html", "200 New"),
                            Map.entry("/away.html", "302 302 Found"),
                            Map.entry("/a.html?sort=up", "left alone"),
                            Map.entry("/busy.html", "503 503 Service Temporarily Unavailable"),
                            Map.entry("/gone.html", "404 404 Not Found"),
                            Map.entry("/private/open.html", "200 Open"),
                            Map.entry("/private/x.html", "left alone"),
                            Map.entry("/logo.png", "left alone"));
            List<String> asked = Files.readAllLines(folder.resolve("access.log"));
            assertThat(asked).filteredOn(line -> line.contains("private/x")).isEmpty();
            assertThat(asked).filteredOn(line -> line.contains("/a.html")).hasSize(1);
            assertThat(asked).filteredOn(line -> line.contains("/busy.html")).hasSize(3);
            assertThat(asked).allMatch(line -> line.contains("asyncio4j-example"));
            elsewhere.setSoTimeout(100);
            assertThatThrownBy(elsewhere::accept).isInstanceOf(SocketTimeoutException.class);
        }
    }
}
