// SPDX-License-Identifier: Apache-2.0

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// The catalog for JBang leads to files that are there, and to the libraries that they ask for.
@Tag("once")
class CatalogTest {

    private static final Path ROOT = Path.of(System.getProperty("asyncio4j.root"));

    private final JsonObject aliases =
            JsonParser.parseString(read("jbang-catalog.json"))
                    .getAsJsonObject()
                    .getAsJsonObject("aliases");
    private final String parent = read("pom.xml");

    private static String read(String file) {
        try {
            return Files.readString(ROOT.resolve(file));
        } catch (IOException unreadable) {
            throw new AssertionError(unreadable);
        }
    }

    private static List<String> words(JsonElement list) {
        return ((JsonArray) list).asList().stream().map(JsonElement::getAsString).toList();
    }

    private Stream<JsonObject> scripts() {
        return aliases.asMap().values().stream().map(JsonElement::getAsJsonObject);
    }

    private static String script(JsonObject alias) {
        return alias.get("script-ref").getAsString();
    }

    @Test
    void files_areThere() {
        assertThat(aliases.size()).isGreaterThan(10);
        assertThat(scripts().map(CatalogTest::script).map(ROOT::resolve)).allMatch(Files::exists);
        assertThat(
                        scripts()
                                .filter(alias -> alias.has("sources"))
                                .flatMap(alias -> words(alias.get("sources")).stream())
                                .map(ROOT::resolve))
                .isNotEmpty()
                .allMatch(Files::exists);
    }

    @Test
    void versions_areThoseOfThePom() {
        String version = first("<version>(.*?)(?:-SNAPSHOT)?</version>", parent);

        assertThat(scripts().flatMap(alias -> words(alias.get("dependencies")).stream()))
                .allSatisfy(
                        word -> {
                            String told = word.split(":")[2].replaceFirst("@pom$", "");
                            if (word.startsWith("dev.asyncio4j:")) {
                                assertThat(told).isEqualTo(version);
                            } else {
                                assertThat(parent + read("examples/pom.xml"))
                                        .contains(">" + told + "<");
                            }
                        });
    }

    @Test
    void whatSourcesAskFor_isToldToJbangToo() {
        scripts()
                .forEach(
                        alias -> {
                            List<String> told = words(alias.get("dependencies"));
                            String source = read(script(alias));
                            Pattern.compile("^// DEPS (.*)$", Pattern.MULTILINE)
                                    .matcher(source)
                                    .results()
                                    .flatMap(line -> Stream.of(line.group(1).split(" ")))
                                    .forEach(
                                            word ->
                                                    assertThat(told)
                                                            .anyMatch(dep -> dep.startsWith(word)));
                            Pattern.compile(
                                            "^import .*dev\\.asyncio4j\\.(net|http|nats|durable)\\.",
                                            Pattern.MULTILINE)
                                    .matcher(source)
                                    .results()
                                    .map(
                                            module ->
                                                    "dev.asyncio4j:asyncio4j-"
                                                            + module.group(1)
                                                            + ":")
                                    .forEach(
                                            word ->
                                                    assertThat(told)
                                                            .as(script(alias))
                                                            .anyMatch(dep -> dep.startsWith(word)));
                        });
    }

    @Test
    void programs_runOnAJvmThatIsOpened() {
        assertThat(scripts())
                .allSatisfy(
                        alias -> {
                            assertThat(alias.get("java").getAsString()).isEqualTo("25+");
                            assertThat(words(alias.get("runtime-options")))
                                    .containsExactly("--add-opens=java.base/java.lang=ALL-UNNAMED");
                        });
    }

    private static String first(String pattern, String text) {
        return Pattern.compile(pattern)
                .matcher(text)
                .results()
                .map((MatchResult found) -> found.group(1))
                .findFirst()
                .orElseThrow();
    }
}
