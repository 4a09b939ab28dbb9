// SPDX-License-Identifier: Apache-2.0
package it.docs;

import static dev.asyncio4j.Asyncio.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.asyncio4j.http.server.Response;
import dev.asyncio4j.http.server.Router;
import dev.asyncio4j.http.server.TestClient;
import dev.asyncio4j.junit.AsyncTest;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;

/// Runs the fragments of `docs/http-server.md`, which need a router around them.
class ServerGuideTest {

    private static List<Sample> samples = List.of();
    private static Compiled compiled;

    @BeforeAll
    static void compile() throws IOException {
        samples = Sample.of(Page.read(Page.ROOT.resolve("docs/http-server.md")));
        compiled = Compiled.of(samples);
        assertThat(compiled.errors()).isEmpty();
    }

    /// Runs the one fragment in which `words` stand.
    private static void run(String words, Router router, Router app) throws Exception {
        List<Sample> found =
                samples.stream()
                        .filter(each -> !each.isProgram() && each.code().text().contains(words))
                        .toList();
        assertThat(found.stream().map(Sample::name)).hasSize(1);
        Class<?> type = compiled.loadClass(found.getFirst().className());
        Constructor<?> constructor = type.getDeclaredConstructor();
        Method fragment =
                type.getDeclaredMethod("fragment", Router.class, Router.class, List.class);
        constructor.setAccessible(true);
        fragment.setAccessible(true);
        fragment.invoke(constructor.newInstance(), router, app, List.of("a", "b"));
    }

    @AsyncTest
    void rows_areStreamed() throws Exception {
        Router router = new Router();

        run("/rows", router, new Router());

        TestClient.Answer answer = await(new TestClient(router).get("/rows"));
        assertThat(answer.text()).isEqualTo("a\nb\n");
        assertThat(answer.headers().get("content-type")).startsWith("text/csv");
    }

    @AsyncTest
    void chat_wantsAWebSocket() throws Exception {
        Router router = new Router();

        run("/chat", router, new Router());

        assertThat(await(new TestClient(router).get("/chat")).status()).isEqualTo(426);
    }

    @AsyncTest
    void test_ofTheGuide_passes_andCanFail() throws Exception {
        Router polite = new Router();
        polite.get("/hello/{name}", asked -> Response.text("Hello, " + asked.path("name") + "!\n"));
        run("TestClient", new Router(), polite);

        Router rude = new Router().get("/hello/{name}", asked -> Response.text("What?\n"));
        assertThatThrownBy(() -> run("TestClient", new Router(), rude))
                .isInstanceOf(InvocationTargetException.class)
                .hasCauseInstanceOf(AssertionError.class);
    }
}
