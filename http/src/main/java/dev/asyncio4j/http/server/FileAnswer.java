// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.server;

import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.Asyncio.toThread;

import dev.asyncio4j.http.message.Headers;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What of a file is answered to a request: all, a part, that it has not changed. **Source** RFC
/// 9110, 13 and 14. **Thread** loop.
final class FileAnswer {

    private FileAnswer() {}

    /// Answers with a file. **Suspends** while the file is looked at.
    /// @param base what else the answer says
    static Response of(Request request, Response base, Path file) throws Exception {
        FileFacts facts = await(toThread(() -> FileFacts.of(file, file, null)));
        return facts == null
                ? Exchange.plain(404, "there is no such file")
                : of(request, base, facts);
    }

    /// Answers with a file that was looked at. **Suspends** never.
    static Response of(Request request, Response base, FileFacts facts) {
        Instant changed = facts.changedSecond(Instant.now());
        String tag = facts.tag();
        Headers headers =
                base.headers()
                        .set("etag", tag)
                        .set("last-modified", Dates.format(changed))
                        .set("accept-ranges", "bytes");
        Content whole = new Content.FilePart(facts.file(), 0, facts.size());
        Headers full = described(headers, facts);
        if (base.status() != 200) { // a page of an error, say
            return base.with(full, whole);
        }
        switch (Conditions.ofReading(request.headers(), tag, changed)) {
            case NOT_MODIFIED -> {
                return Response.of(304).with(headers.without("content-type"), Content.NOTHING);
            }
            case FAILED -> {
                return Exchange.plain(412, "the file is not as the request expects it");
            }
            case GO_ON -> {}
        }
        List<ByteRange> ranges = ranges(request, facts, changed);
        if (ranges == null || ranges.size() > 1) {
            return base.with(full, whole);
        }
        if (ranges.isEmpty()) {
            return Exchange.plain(416, "a range that is not there")
                    .withHeader("content-range", "bytes */" + facts.size());
        }
        ByteRange part = ranges.getFirst();
        return base.withStatus(206)
                .with(
                        full.set(
                                "content-range",
                                "bytes " + part.from() + "-" + part.to() + "/" + facts.size()),
                        new Content.FilePart(facts.file(), part.from(), part.length()));
    }

    /// Several parts, far from each other, are answered with the whole, as RFC 9110, 14.2, lets a
    /// server do: who asks for them knows how to read that.
    private static @Nullable List<ByteRange> ranges(
            Request request, FileFacts facts, Instant changed) {
        List<String> asked = request.headers().all("range");
        if (asked.size() != 1
                || !request.method().equals("GET")
                || facts.size() == 0
                || !Conditions.allowsRange(request.headers(), facts.tag(), changed)) {
            return null;
        }
        return ByteRange.of(asked.getFirst(), facts.size());
    }

    private static Headers described(Headers headers, FileFacts facts) {
        Headers described = headers;
        if (!headers.contains("content-type")) {
            described = described.with("content-type", facts.type());
        }
        if (!headers.contains("x-content-type-options")) {
            described = described.with("x-content-type-options", "nosniff");
        }
        return facts.coding() == null
                ? described
                : described.set("content-encoding", facts.coding());
    }
}
