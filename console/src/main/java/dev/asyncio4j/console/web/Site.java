// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.console.web;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The page's files: a fixed list, read from the jars. They hold nothing of the program.
final class Site {

    private static final String UPLOT = "/META-INF/resources/webjars/uplot/1.6.30/dist/";
    private static final List<String> OWN =
            List.of(
                    "app.js",
                    "cards.js",
                    "dom.js",
                    "graph.js",
                    "link.js",
                    "live.js",
                    "manager.js",
                    "moment.js",
                    "paint.js",
                    "panels.js",
                    "player.js",
                    "recording.js",
                    "replay.js",
                    "retold.js",
                    "source.js",
                    "steps.js",
                    "story.js",
                    "tape.js",
                    "timeline.js",
                    "board.css",
                    "panels.css",
                    "replay.css",
                    "icon.svg");

    /// @param type its media type
    /// @param bytes what is in it
    record PageFile(String type, ByteBuffer bytes) {}

    private final Map<String, PageFile> files = new TreeMap<>();

    Site() throws IOException {
        add("/", "page/index.html");
        for (String name : OWN) {
            add("/" + name, "page/" + name);
        }
        add("/uplot.js", UPLOT + "uPlot.esm.js");
        add("/uplot.css", UPLOT + "uPlot.min.css");
    }

    private void add(String path, String resource) throws IOException {
        InputStream found =
                resource.startsWith("/")
                        ? Site.class.getModule().getResourceAsStream(resource)
                        : Site.class.getResourceAsStream("/dev/asyncio4j/console/" + resource);
        if (found == null) {
            // Of another jar, which may be another module: only the loader looks there.
            found = Site.class.getClassLoader().getResourceAsStream(resource.substring(1));
        }
        if (found == null) {
            throw new IOException(
                    resource
                            + " is missing: is the webjar of uPlot there? (on the module path: --add-modules uplot)");
        }
        try (InputStream in = found) {
            files.put(path, new PageFile(type(resource), ByteBuffer.wrap(in.readAllBytes())));
        }
    }

    private static String type(String name) {
        return switch (name.substring(name.lastIndexOf('.') + 1)) {
            case "html" -> "text/html; charset=utf-8";
            case "js" -> "text/javascript; charset=utf-8";
            case "css" -> "text/css; charset=utf-8";
            default -> "image/svg+xml";
        };
    }

    Map<String, PageFile> files() {
        return files;
    }
}
