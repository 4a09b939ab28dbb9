// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.server;

import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What type a file has, by the end of its name, and which types get smaller when they are
/// compressed. **Thread** any. **Source** the registry of media types.
final class FileTypes {

    static final String UNKNOWN = "application/octet-stream";

    private static final Map<String, String> TYPES =
            Map.ofEntries(
                    Map.entry("avif", "image/avif"),
                    Map.entry("css", "text/css; charset=utf-8"),
                    Map.entry("csv", "text/csv; charset=utf-8"),
                    Map.entry("gif", "image/gif"),
                    Map.entry("gz", "application/gzip"),
                    Map.entry("htm", "text/html; charset=utf-8"),
                    Map.entry("html", "text/html; charset=utf-8"),
                    Map.entry("ico", "image/vnd.microsoft.icon"),
                    Map.entry("jpeg", "image/jpeg"),
                    Map.entry("jpg", "image/jpeg"),
                    Map.entry("js", "text/javascript; charset=utf-8"),
                    Map.entry("json", "application/json"),
                    Map.entry("map", "application/json"),
                    Map.entry("md", "text/markdown; charset=utf-8"),
                    Map.entry("mjs", "text/javascript; charset=utf-8"),
                    Map.entry("mp3", "audio/mpeg"),
                    Map.entry("mp4", "video/mp4"),
                    Map.entry("otf", "font/otf"),
                    Map.entry("pdf", "application/pdf"),
                    Map.entry("png", "image/png"),
                    Map.entry("svg", "image/svg+xml"),
                    Map.entry("tar", "application/x-tar"),
                    Map.entry("ttf", "font/ttf"),
                    Map.entry("txt", "text/plain; charset=utf-8"),
                    Map.entry("wasm", "application/wasm"),
                    Map.entry("wav", "audio/wav"),
                    Map.entry("webm", "video/webm"),
                    Map.entry("webmanifest", "application/manifest+json"),
                    Map.entry("webp", "image/webp"),
                    Map.entry("woff", "font/woff"),
                    Map.entry("woff2", "font/woff2"),
                    Map.entry("xml", "application/xml"),
                    Map.entry("zip", "application/zip"));

    private FileTypes() {}

    /// The type of files of that name; null if the table has none.
    static @Nullable String of(String name) {
        int dot = name.lastIndexOf('.');
        return dot < 0 ? null : TYPES.get(name.substring(dot + 1).toLowerCase(Locale.ROOT));
    }

    /// Whether bodies of that type are text, or as redundant as text. Events are not among them:
    /// what stands between would hold them back.
    static boolean isCompressible(String type) {
        String bare = type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        if (bare.startsWith("text/")) {
            return !bare.equals("text/event-stream");
        }
        return bare.endsWith("+json")
                || bare.endsWith("+xml")
                || switch (bare) {
                    case "application/json",
                            "application/javascript",
                            "application/xml",
                            "application/wasm",
                            "application/x-ndjson",
                            "font/otf",
                            "font/ttf",
                            "image/vnd.microsoft.icon" ->
                            true;
                    default -> false;
                };
    }
}
