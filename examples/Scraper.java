// SPDX-License-Identifier: Apache-2.0
// A polite scraper: it begins with one page, follows the links that stay on the site, asks for no
// page twice, for none that robots.txt forbids, for at most so many a second, and tells at the end
// which pages there are and which links lead nowhere.
// Run it with: ./asyncio run examples/Scraper.java
// or on a site of your own: ./asyncio run examples/Scraper.java http://127.0.0.1:8080/
// DEPS org.jsoup:jsoup:1.24.1

import static dev.asyncio4j.Asyncio.*;

import dev.asyncio4j.Coroutine;
import dev.asyncio4j.TimeoutError;
import dev.asyncio4j.http.Http;
import dev.asyncio4j.http.client.ClientOptions;
import dev.asyncio4j.http.client.HttpClient;
import dev.asyncio4j.http.client.Retry;
import dev.asyncio4j.http.server.Response;
import dev.asyncio4j.http.server.Router;
import dev.asyncio4j.sync.Queue;
import dev.asyncio4j.sync.RateLimiter;
import org.jsoup.Jsoup;

final String NAME = "asyncio4j-example";
final int WORKERS = 4;
final int MOST_PAGES = 1000;

final RateLimiter polite = new RateLimiter(20, Duration.ofSeconds(1));
final Queue<URI> frontier = new Queue<URI>().named("frontier");
final Map<URI, String> seen = new TreeMap<>(); // what became of each address
final List<Rule> rules = new ArrayList<>();

/** A line of robots.txt: what it says of the paths that fit. */
record Rule(boolean allowed, int length, Pattern paths) {}

/** The lines for everybody, and for us. Source: RFC 9309, 2.2. */
void readRobots(String text) {
    boolean ours = false;
    boolean naming = false; // groups begin with one name or more
    for (String line : text.lines().map(each -> each.split("#", 2)[0].strip()).toList()) {
        String key = line.split(":", 2)[0].strip().toLowerCase(Locale.ROOT);
        String value = line.contains(":") ? line.split(":", 2)[1].strip() : "";
        if (key.equals("user-agent")) {
            ours = (naming && ours) || value.equals("*") || value.equalsIgnoreCase(NAME);
            naming = true;
        } else {
            naming = false;
            if (ours && !value.isEmpty() && (key.equals("allow") || key.equals("disallow"))) {
                String paths = Pattern.quote(value).replace("*", "\\E.*\\Q");
                String end = value.endsWith("$") ? paths.replace("$\\E", "\\E$") : paths + ".*";
                rules.add(new Rule(key.equals("allow"), value.length(), Pattern.compile(end)));
            }
        }
    }
}

/** The longest rule that fits decides; of two as long, the one that allows. */
boolean isAllowed(URI page) {
    return rules.stream()
            .filter(rule -> rule.paths().matcher(page.getRawPath()).matches())
            .max(Comparator.comparing(Rule::length).thenComparing(Rule::allowed))
            .map(Rule::allowed)
            .orElse(true);
}

void add(URI page) {
    boolean isNew = seen.size() < MOST_PAGES && seen.putIfAbsent(page, "left alone") == null;
    if (isNew && isAllowed(page)) {
        frontier.putNoWait(page);
    }
}

/** The title of a page, and its links to the frontier. */
String look(URI page, String html) {
    var document = Jsoup.parse(html, page.toString());
    for (var link : document.select("a[href]")) {
        try {
            URI there = new URI(link.absUrl("href").replaceFirst("#.*", "")).normalize();
            if (there.toString().startsWith(page.resolve("/").toString())) {
                add(there);
            }
        } catch (URISyntaxException nonsense) {
            System.out.println(page + " links to nonsense: " + link.attr("href"));
        }
    }
    return document.title();
}

Coroutine<Void> worker(HttpClient client) {
    return async(
            () -> {
                while (true) {
                    URI page = await(frontier.get());
                    try {
                        await(polite.acquire());
                        var answer = await(client.get(page.toString()), IOException.class);
                        boolean isPage = answer.headers().get("content-type", "").contains("html");
                        String title = isPage ? look(answer.url(), answer.text()) : "no page";
                        seen.put(page, answer.status() + " " + title);
                    } catch (IOException | TimeoutError failed) {
                        seen.put(page, "failed: " + failed.getMessage());
                    } finally {
                        frontier.taskDone();
                    }
                }
            });
}

void main(String[] sites) {
    run(sites.length > 0 ? async(() -> scrape(URI.create(sites[0]))) : async(this::scrapeOurs));
    seen.forEach((page, found) -> System.out.println(page.getPath() + " " + found));
}

void scrapeOurs() throws Exception {
    try (var server = await(Http.startServer(site(), "127.0.0.1", 0))) {
        scrape(URI.create("http://127.0.0.1:" + server.port() + "/"));
    }
}

void scrape(URI start) throws Exception {
    var options = ClientOptions.defaults().withHeader("user-agent", NAME).withRetry(Retry.times(2));
    try (var client = Http.client(options)) {
        var robots = await(client.get(start.resolve("/robots.txt").toString()), IOException.class);
        readRobots(robots.isOk() ? robots.text() : "");
        add(start);
        await(
                taskGroup(
                        group -> {
                            for (int i = 0; i < WORKERS; i++) {
                                group.createTask(worker(client), "worker " + i);
                            }
                            await(frontier.join());
                            group.cancel(); // all that was found is done
                        }));
    }
}

/** A small site, for who names none. */
Router site() {
    return new Router()
            .get("/robots.txt", request -> Response.text("User-agent: *\nDisallow: /private"))
            .get("/", request -> page("Home", "a", "b#top", "private/diary", "gone", "//else.org/"))
            .get("/a", request -> page("First", "/", "b", "c"))
            .get("/b", request -> page("Second", "/a"))
            .get("/c", request -> Response.redirect("/b"));
}

Response page(String title, String... links) {
    var body = Stream.of(links).map("<a href='%s'>x</a>"::formatted).collect(Collectors.joining());
    return Response.html("<title>" + title + "</title>" + body);
}
