// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.server;

import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.Asyncio.toThread;

import dev.asyncio4j.http.message.Headers;
import dev.asyncio4j.http.message.HttpError;
import dev.asyncio4j.http.wire.Targets;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Answers with the files of a folder.
///
/// ```java
/// var app = new Router().get("/files/{path...}", StaticFiles.of(Path.of("public")));
/// ```
///
/// What the place `path` of the pattern says is looked for in the folder; without that place, the
/// path of the request is. Clients that have a file are told whether it has changed, and get a part
/// of it if they ask for one; several parts that do not touch are answered with the whole.
///
/// There is no way out: not by dots, not by links that lead out of the folder, and not to files or
/// folders whose names begin with a dot. All that is answered with 404, as if it was not there. Who
/// can change the folder while a file is looked for is trusted. Files are looked at on another
/// thread, and sent by the system where it can.
///
/// Immutable; each `with` returns a changed copy. **Thread** any. **Like** Starlette's
/// `StaticFiles`.
public final class StaticFiles implements Handler {

    private static final String GONE = "there is no such file";

    private final Path folder;
    private final @Nullable String index;
    private final boolean precompressed;
    private final @Nullable String cacheControl;

    private StaticFiles(
            Path folder,
            @Nullable String index,
            boolean precompressed,
            @Nullable String cacheControl) {
        this.folder = folder;
        this.index = index;
        this.precompressed = precompressed;
        this.cacheControl = cacheControl;
    }

    /// Of that folder, whose own listing is never shown.
    public static StaticFiles of(Path folder) {
        return new StaticFiles(Objects.requireNonNull(folder, "folder"), null, false, null);
    }

    /// Answering with the file of that name, such as `index.html`, where a folder is asked for.
    /// @throws IllegalArgumentException if `name` is not the name of a file
    public StaticFiles withIndex(String name) {
        if (!isVisible(name)) {
            throw new IllegalArgumentException("name: " + name + " (expected: a file's name)");
        }
        return new StaticFiles(folder, name, precompressed, cacheControl);
    }

    /// Answering with `app.js.gz`, if it is there and not older, in place of `app.js`, to clients
    /// that accept that.
    public StaticFiles withPrecompressed() {
        return new StaticFiles(folder, index, true, cacheControl);
    }

    /// Telling clients how long they may keep files: `max-age=3600`. Without it, they ask again.
    /// @throws IllegalArgumentException if `value` is not fit for the wire
    public StaticFiles withCacheControl(String value) {
        Headers.of("cache-control", value); // throws
        return new StaticFiles(folder, index, precompressed, value);
    }

    /// What is at that path.
    ///
    /// @param file null if it is nothing that may be seen
    /// @param redirect whether it is a folder that was asked for as if it was a file
    private record Found(@Nullable FileFacts file, boolean redirect) {
        static final Found NOTHING = new Found(null, false);
    }

    @Override
    public Response handle(Request request) throws Exception {
        String method = request.method();
        if (!method.equals("GET") && !method.equals("HEAD")) {
            throw new HttpError(
                    405, "files are only read", Headers.of("allow", "GET, HEAD, OPTIONS"));
        }
        String path = path(request);
        String bare = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
        if (!path.isEmpty()) {
            for (String segment : bare.split("/", -1)) {
                if (!isVisible(segment)) {
                    throw new HttpError(404, GONE);
                }
            }
        }
        boolean asFolder = path.isEmpty() || path.endsWith("/");
        String coding =
                precompressed ? AcceptEncoding.best(request.headers(), List.of("gzip")) : null;
        Found found = await(toThread(() -> find(bare, asFolder, coding)));
        if (found.redirect) {
            String query = Targets.rawQuery(request.target());
            return Response.of(308)
                    .withHeader(
                            "location",
                            Targets.rawPath(request.target())
                                    + (query.isEmpty() ? "/" : "/?" + query));
        }
        if (found.file == null) {
            throw new HttpError(404, GONE);
        }
        return FileAnswer.of(request, base(), found.file);
    }

    private Response base() {
        Response base = Response.of(200);
        if (precompressed) {
            base = base.withHeader("vary", "accept-encoding");
        }
        return cacheControl == null ? base : base.withHeader("cache-control", cacheControl);
    }

    private static String path(Request request) {
        String rest = request.segment("path");
        if (rest != null) {
            return rest;
        }
        return request.path().startsWith("/") ? request.path().substring(1) : request.path();
    }

    private static boolean isVisible(String segment) {
        if (segment.isEmpty() || segment.startsWith(".")) {
            return false;
        }
        for (int i = 0; i < segment.length(); i++) {
            char c = segment.charAt(i);
            if (c < ' ' || c == 0x7f || c == '\\' || c == '/' || c == ':') { // of some systems
                return false;
            }
        }
        return true;
    }

    // ---- on another thread

    private Found find(String path, boolean asFolder, @Nullable String coding) throws IOException {
        try {
            Path root = folder.toRealPath();
            Path real = inside(root, root.resolve(path));
            if (real == null) {
                return Found.NOTHING;
            }
            if (Files.isDirectory(real)) {
                Path page = index == null ? null : inside(root, real.resolve(index));
                if (page == null) {
                    return Found.NOTHING;
                }
                return asFolder ? file(root, page, coding) : new Found(null, true);
            }
            return asFolder ? Found.NOTHING : file(root, real, coding);
        } catch (InvalidPathException | NoSuchFileException | AccessDeniedException notThere) {
            return Found.NOTHING; // or not for us
        }
    }

    private static Found file(Path root, Path real, @Nullable String coding) throws IOException {
        FileFacts plain = FileFacts.of(real, real, null);
        if (plain == null || coding == null) {
            return new Found(plain, false);
        }
        Path sibling = inside(root, real.resolveSibling(real.getFileName() + ".gz"));
        FileFacts packed = sibling == null ? null : FileFacts.of(sibling, real, coding);
        boolean usable = packed != null && packed.changed().compareTo(plain.changed()) >= 0;
        return new Found(usable ? packed : plain, false);
    }

    /// Where that really is; null if it is not there, or not in the folder, or hidden.
    private static @Nullable Path inside(Path root, Path path) throws IOException {
        if (!Files.exists(path)) {
            return null;
        }
        Path real = path.toRealPath();
        if (!real.startsWith(root)) {
            return null;
        }
        for (Path name : root.relativize(real)) {
            if (name.toString().startsWith(".")) {
                return null;
            }
        }
        return real;
    }

    /// `<StaticFiles public>`.
    @Override
    public String toString() {
        return "<StaticFiles " + folder + ">";
    }
}
