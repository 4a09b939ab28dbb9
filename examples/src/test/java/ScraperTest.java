// SPDX-License-Identifier: Apache-2.0

import static org.assertj.core.api.Assertions.assertThat;

import dev.asyncio4j.durable.suite.BrokerProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

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
                location /busy.html { return 503; }
              }
            }
            """;

    private static final Map<String, String> SITE =
            Map.of(
                    "robots.txt",
                            """
                            User-agent: other
                            Disallow: /

                            User-agent: first
                            User-agent: *
                            Disallow: /private/  # but for
                            Allow: /private/open.html
                            Disallow: /*.png$
                            """,
                    "index.html",
                            """
                            <title>Home &amp; garden</title>
                            <a href="a.html">a</a> <a href="/old.html#top">old</a>
                            <a href="private/x.html">no</a> <a href="private/open.html">yes</a>
                            <a href="http://example.invalid/">elsewhere</a> <a href="logo.png">p</a>
                            <a href="mailto:a@b">mail</a> <a href="http://[">nonsense</a>
                            """,
                    "a.html", "<title>A</title><a href=/index.html>x</a><a href=./a.html>self</a>",
                    "new.html", "<title>New</title><a href=busy.html>b</a><a href=gone.html>g</a>",
                    "open.html", "<title>Open</title>");

    private Path folder;

    private List<String> prepare(int port, Path home) {
        folder = home;
        try {
            Files.writeString(home.resolve("nginx.conf"), CONFIGURATION.replace("PORT", "" + port));
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

    @Test
    void site_isSeenWhole_butForWhatRobotsMayNot() throws Exception {
        try (BrokerProcess nginx = new BrokerProcess("nginx", this::prepare);
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
                            Map.entry("/old.html", "200 New"),
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
        }
    }
}
