// SPDX-License-Identifier: Apache-2.0
package it.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// All links of all pages of the repository, to each other and to its files, lead to something: a
/// file, and in it a heading.
@Tag("once")
class LinksTest {

    private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
    private static final Pattern HEADING = Pattern.compile("#+ (.*)");

    @Test
    void links_leadSomewhere() throws IOException {
        List<String> dead = new ArrayList<>();
        int links = 0;
        List<Page> pages = Page.everywhere();
        for (Page page : pages) {
            List<String> prose = page.prose();
            for (int i = 0; i < prose.size(); i++) {
                for (var link : LINK.matcher(prose.get(i)).results().toList()) {
                    links++;
                    if (!leads(page, link.group(1))) {
                        dead.add(page.name() + ":" + (i + 1) + " " + link.group(1));
                    }
                }
            }
        }

        assertThat(dead).isEmpty();
        assertThat(links).isGreaterThan(100);
        assertThat(pages.stream().map(Page::name))
                .contains(
                        "CONTRIBUTING.md",
                        "bench/peers/README.md",
                        "stress/README.md",
                        "docs/index.md");
    }

    /// The site's bar is written by hand: no page is missing in it, and none is there too much.
    @Test
    void bar_hasEachPage() throws IOException {
        String config = Files.readString(Page.ROOT.resolve("docs/site/.vitepress/config.mjs"));
        Set<String> shown = new HashSet<>();
        for (var link :
                Pattern.compile("page\\('[^']*', '/([^']*)'\\)")
                        .matcher(config)
                        .results()
                        .toList()) {
            shown.add("docs/" + link.group(1) + ".md");
        }

        assertThat(shown)
                .containsExactlyInAnyOrderElementsOf(
                        Page.all().stream()
                                .map(Page::name)
                                .filter(name -> name.startsWith("docs/"))
                                .filter(name -> !name.startsWith("docs/adr/"))
                                .filter(name -> !name.equals("docs/index.md"))
                                .toList());
    }

    private static boolean leads(Page page, String link) throws IOException {
        if (link.matches("[a-z]+:.*")) {
            return true;
        }
        int hash = link.indexOf('#');
        String target = hash < 0 ? link : link.substring(0, hash);
        Path file =
                target.isEmpty()
                        ? page.file()
                        : page.file()
                                .resolveSibling(URLDecoder.decode(target, StandardCharsets.UTF_8));
        return Files.exists(file) && (hash < 0 || anchors(file).contains(link.substring(hash + 1)));
    }

    /// Where a page's headings can be found, in the words of GitHub and of the site, which make
    /// them alike.
    private static Set<String> anchors(Path file) {
        Set<String> anchors = new HashSet<>();
        for (String line : Page.read(file).lines()) {
            var heading = HEADING.matcher(line);
            if (heading.matches()) {
                String name =
                        heading.group(1)
                                .toLowerCase(Locale.ROOT)
                                .replaceAll("[^\\p{L}\\p{N}_ -]", "")
                                .replace(' ', '-');
                anchors.add(name);
                anchors.add(name.replaceAll("-+", "-").replaceAll("^(\\d)", "_$1"));
            }
        }
        return anchors;
    }
}
