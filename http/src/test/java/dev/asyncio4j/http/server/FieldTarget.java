// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.server;

import dev.asyncio4j.http.fuzz.Claim;
import dev.asyncio4j.http.fuzz.Target;
import dev.asyncio4j.http.message.Headers;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;

/// Fields of requests that answers depend on, each of which may be anything: ranges, codings,
/// conditions, dates, names of files.
public final class FieldTarget implements Target {

    private static final long SIZE = 1000;

    @Override
    public void take(byte[] input) {
        String text = new String(input, StandardCharsets.ISO_8859_1);
        ranges(text);
        Headers asked =
                Headers.checked(
                        new String[] {
                            "accept-encoding",
                            text,
                            "if-none-match",
                            text,
                            "if-match",
                            text,
                            "if-modified-since",
                            text,
                            "if-range",
                            text
                        });
        String coding = AcceptEncoding.best(asked, List.of("gzip", "deflate"));
        Claim.that(
                coding == null || (coding.equals("gzip") || coding.equals("deflate")),
                "a coding that nobody has");
        Conditions.ofReading(asked, "\"tag\"", Instant.EPOCH);
        Conditions.ofReading(asked.without("if-match"), "\"tag\"", Instant.EPOCH);
        Conditions.ofReading(
                asked.without("if-match").without("if-none-match"), "\"tag\"", Instant.EPOCH);
        Conditions.allowsRange(asked, "\"tag\"", Instant.EPOCH);
        Instant date = Dates.parse(text);
        Claim.that(
                date == null || Dates.format(date) != null && !Dates.format(date).isEmpty(),
                "a date that cannot be written");
        name(new String(input, StandardCharsets.UTF_8));
    }

    private static void ranges(String text) {
        List<ByteRange> ranges = ByteRange.of(text, SIZE);
        if (ranges == null) {
            return;
        }
        Claim.that(ranges.size() <= ByteRange.MOST, "too many ranges");
        long end = -2;
        for (ByteRange each : ranges) {
            Claim.that(each.from() > end + 1, "ranges that overlap or touch");
            Claim.that(each.length() > 0 && each.to() < SIZE, "a range of what is not there");
            end = each.to();
        }
        Claim.that(end < SIZE, "ranges of more than there is");
    }

    private static void name(String sent) {
        String safe = Filenames.safe(sent);
        Claim.that(safe.indexOf('/') < 0 && safe.indexOf('\\') < 0, "a path for a name");
        Claim.that(!safe.startsWith(".") && !safe.startsWith("-"), "a hidden name, or an option");
        Claim.that(safe.getBytes(StandardCharsets.UTF_8).length <= 255, "a name that is too long");
        Claim.that(safe.chars().noneMatch(c -> c < ' ' || c == 0x7f), "a name: " + safe);
        Claim.same(Filenames.safe(safe), safe, "a safe name, made safe again");
    }
}
