// SPDX-License-Identifier: Apache-2.0
// A polite scraper: it begins with one page, follows the links that stay on the site, asks for no
// page twice, for none that robots.txt forbids, at most 20 times a second, and tells what it found.
// Run it with: ./asyncio run examples/Scraper.java
// or on a site of your own: ./asyncio run examples/Scraper.java http://127.0.0.1:8080/
// DEPS org.jsoup:jsoup:1.24.1

import static dev.asyncio4j.Asyncio.*;

import dev.asyncio4j.*;
import dev.asyncio4j.http.Http;
import dev.asyncio4j.http.client.*;
import dev.asyncio4j.http.server.*;
import dev.asyncio4j.sync.*;
import org.jsoup.Jsoup;

final String NAME = "asyncio4j-example";
final RateLimiter polite = new RateLimiter(20, Duration.ofSeconds(1));
final Queue<URI> frontier = new Queue<URI>().named("frontier");
final Map<URI, String> seen = new TreeMap<>(); // what became of each address
final List<Rule> rules = new ArrayList<>();

record Rule(String name, boolean allowed, int length, Pattern paths) {} // a line of robots.txt

/** The lines for us; if there are none, those for everybody. Source: RFC 9309, 2.2. */
void readRobots(String text) {
    Set<String> names = new HashSet<>(); // groups begin with one or more
    boolean naming = false;
    for (String line : text.lines().map(each -> each.split("#", 2)[0].strip()).toList()) {
        String key = line.split(":", 2)[0].strip().toLowerCase(Locale.ROOT);
        String value = line.contains(":") ? line.split(":", 2)[1].strip() : "";
        if (key.equals("user-agent")) {
            names.removeAll(naming ? Set.of() : Set.copyOf(names));
            names.add(value.toLowerCase(Locale.ROOT));
            naming = true;
        } else if (key.equals("allow") || key.equals("disallow")) {
            naming = false;
            String paths = Pattern.quote(value).replace("*", "\\E.*\\Q") + ".*";
            var fit = Pattern.compile(paths.replaceFirst("\\$\\\\E\\.\\*$", "\\\\E"));
            names.forEach(n -> rules.add(new Rule(n, key.equals("allow"), value.length(), fit)));
        }
    }
    String group = rules.stream().anyMatch(rule -> rule.name().equals(NAME)) ? NAME : "*";
    rules.removeIf(rule -> !rule.name().equals(group) || rule.length() == 0);
}

String path(URI page) {
    return page.toString().substring(page.resolve("/").toString().length() - 1);
}

/** The longest rule that fits decides; of two as long, the one that allows. */
boolean isAllowed(URI page) {
    var fitting = rules.stream().filter(rule -> rule.paths().matcher(path(page)).matches());
    var order = Comparator.comparing(Rule::length).thenComparing(Rule::allowed);
    return fitting.max(order).map(Rule::allowed).orElse(true);
}

void add(URI from, String link) {
    try {
        URI page = from.resolve(new URI(link.replaceFirst("#.*", ""))).normalize();
        boolean isHere = page.toString().startsWith(from.resolve("/").toString());
        boolean isNew = isHere && seen.size() < 1000 && !seen.containsKey(page);
        if (isNew && !link.isEmpty() && seen.put(page, "left alone") == null && isAllowed(page)) {
            frontier.putNoWait(page);
        }
    } catch (URISyntaxException nonsense) {
        System.out.println(from + " links to nonsense: " + link);
    }
}

/** What it is; its links go to the frontier, and where it leads, which may be off the site. */
String look(URI page, ClientResponse answer) {
    boolean isPage = answer.headers().get("content-type", "").contains("html");
    var document = Jsoup.parse(isPage ? answer.text() : "<title>no page", page.toString());
    document.select("a[href]").forEach(link -> add(page, link.absUrl("href")));
    add(page, answer.headers().get("location", ""));
    return answer.status() + " " + document.title();
}

void work(HttpClient client) {
    while (true) {
        URI page = await(frontier.get());
        try {
            await(polite.acquire());
            seen.put(page, look(page, await(client.get(page.toString()), IOException.class)));
        } catch (IOException | TimeoutError failed) {
            seen.put(page, "failed: " + failed.getMessage());
        } finally {
            frontier.taskDone();
        }
    }
}

void main(String[] sites) {
    try {
        run(sites.length > 0 ? async(() -> scrape(sites[0])) : async(this::scrapeOurs));
    } catch (IllegalArgumentException noAddress) {
        System.err.println(noAddress.getMessage());
        System.exit(2);
    }
    seen.forEach((page, found) -> System.out.println(path(page) + " " + found));
}

void scrapeOurs() throws Exception {
    try (var server = await(Http.startServer(site(), "127.0.0.1", 0))) {
        scrape("http://127.0.0.1:" + server.port() + "/");
    }
}

/** If it has none, all may be asked for; if it cannot tell, nothing. */
String robots(URI site, ClientOptions options) {
    try (var client = Http.client(options)) {
        var answer = await(client.get(site.resolve("/robots.txt").toString()), IOException.class);
        return answer.status() < 500 && !answer.isOk() ? "" : answer.raiseForStatus().text();
    } catch (IOException | TimeoutError | StatusError away) {
        System.err.println("robots.txt: " + away.getMessage());
        return "User-agent: *\nDisallow: /";
    }
}

void scrape(String site) throws Exception {
    URI start = ClientRequest.get(site).url();
    var options = ClientOptions.defaults().withHeader("user-agent", NAME).withRetry(Retry.times(2));
    readRobots(robots(start, options));
    try (var client = Http.client(options.withRedirects(0))) {
        add(start, start.getRawPath().isEmpty() ? "/" : start.toString());
        await(
                taskGroup(
                        group -> {
                            IntStream.range(0, 4)
                                    .forEach(i -> group.createTask(async(() -> work(client))));
                            await(frontier.join());
                            group.cancel(); // all that was found is done
                        }));
    }
}

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
