// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.server;

import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.Asyncio.awaitEach;
import static dev.asyncio4j.Asyncio.sleep;
import static dev.asyncio4j.Asyncio.toThread;

import dev.asyncio4j.http.Http;
import dev.asyncio4j.http.message.Cookie;
import dev.asyncio4j.junit.AsyncTest;
import dev.asyncio4j.junit.TimeLimit;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

/// curl, with the options of the table `curl.txt`: what it prints, and how it ends.
@Tag("real-time") // the system's sockets have the system's clock
@TimeLimit(120)
class CurlTest {

    @TempDir private Path folder;

    private record Row(String options, int exit, String printed) {}

    private static List<Row> rows() throws Exception {
        try (InputStream file = CurlTest.class.getResourceAsStream("curl.txt")) {
            List<Row> rows = new ArrayList<>();
            for (String line :
                    new String(file.readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
                if (!line.isBlank() && !line.startsWith("#")) {
                    String[] parts = line.split(" ; ", 3);
                    rows.add(new Row(parts[0], Integer.parseInt(parts[1]), parts[2]));
                }
            }
            return rows;
        }
    }

    /// What is asked for below each path.
    private Router site(Path file) {
        Router router = new Router();
        router.otherwise(
                request ->
                        Response.text(
                                request.method()
                                        + " "
                                        + request.target()
                                        + " "
                                        + request.version()
                                        + " "
                                        + await(request.bytes()).length));
        router.get("/agent", request -> Response.text("" + request.header("user-agent")));
        router.get("/referer", request -> Response.text("" + request.header("referer")));
        router.get("/user", request -> Response.text("" + request.header("authorization")));
        router.get("/field", request -> Response.text("" + request.header("x-field")));
        router.get("/file", request -> Response.file(file));
        router.get("/away", request -> Response.redirect("/field"));
        router.get("/cookie", request -> Response.text("set").withCookie(Cookie.of("id", "7")));
        router.get("/cookies", request -> Response.text("" + request.header("cookie")));
        router.get(
                "/long",
                request ->
                        Compression.defaults()
                                .apply(r -> Response.text("a".repeat(60_000)))
                                .handle(request));
        router.get(
                "/events",
                request ->
                        Response.events(
                                stream -> {
                                    for (String each : List.of("one", "two")) {
                                        await(stream.send(each));
                                        await(sleep(0.02));
                                    }
                                }));
        router.get(
                "/chunks",
                request ->
                        Response.stream(
                                "text/plain",
                                out -> {
                                    await(out.write("one,".getBytes(StandardCharsets.US_ASCII)));
                                    await(out.write("two".getBytes(StandardCharsets.US_ASCII)));
                                }));
        router.post("/form", request -> Response.text("" + await(request.form()).get("a")));
        router.post(
                "/parts",
                request -> {
                    StringBuilder parts = new StringBuilder();
                    for (Part part : awaitEach(request.multipart())) {
                        parts.append(part.name()).append(' ').append(part.filename()).append(' ');
                        parts.append(await(part.bytes()).length).append(';');
                    }
                    return Response.text(parts.toString());
                });
        router.put("/type", request -> Response.text("" + request.header("content-type")));
        router.post(
                "/expect",
                request ->
                        Response.text(
                                request.header("expect") + " " + await(request.bytes()).length));
        router.post("/refuse", request -> Response.text("no").withStatus(403));
        router.post(
                "/coding",
                request ->
                        Response.text(
                                request.header("transfer-encoding")
                                        + " "
                                        + await(request.bytes()).length));
        return router;
    }

    private Row run(String options, String at) throws Exception {
        List<String> command = new ArrayList<>(List.of("curl", "-sS", "--max-time", "10"));
        for (String each : options.split(" ")) {
            command.add(each.replace("$at", at).replace("$dir", folder.toString()));
        }
        return await(
                toThread(
                        () -> {
                            Process process =
                                    new ProcessBuilder(command).redirectErrorStream(true).start();
                            process.getOutputStream().close();
                            String said =
                                    new String(
                                            process.getInputStream().readAllBytes(),
                                            StandardCharsets.UTF_8);
                            return new Row(options, process.waitFor(), said);
                        }));
    }

    @AsyncTest
    void curl_printsWhatTheTableSays_withAllItsOptions() throws Exception {
        Path file = Files.writeString(folder.resolve("file.txt"), "0123456789".repeat(1_000));
        Files.write(folder.resolve("large"), new byte[900_000]);
        Files.write(folder.resolve("huge"), new byte[3_000_000]);
        Handler site = site(file);
        HttpServer server = await(Http.startServer(site, "127.0.0.1", 0));
        HttpServer byPath =
                await(HttpServer.startUnix(site, folder.resolve("unix"), ServerOptions.defaults()));
        String at = "http://127.0.0.1:" + server.port();
        SoftAssertions all = new SoftAssertions();

        List<Row> rows = rows();
        for (Row row : rows) {
            Row came = run(row.options(), at);
            String printed = came.printed().replace("\r\n", "|").replace("\n", "|");
            all.assertThat(came.exit()).as(row.options() + ": " + printed).isEqualTo(row.exit());
            all.assertThat(printed).as(row.options()).matches(row.printed());
        }

        all.assertThat(rows).hasSizeGreaterThan(50);
        all.assertAll();
        await(byPath.stop(Duration.ofSeconds(5)));
        await(server.stop(Duration.ofSeconds(5)));
    }
}
