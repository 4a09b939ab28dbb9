// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.fuzz;

import dev.asyncio4j.http.wire.BadRequest;
import dev.asyncio4j.http.wire.Inflating;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;

/// Bodies that are compressed, by the coding that the first byte says.
final class InflatingTarget implements Target {

    private static final int LIMIT = 100_000;
    private static final int RATIO = 20;

    @Override
    public void take(byte[] input) throws Exception {
        if (input.length > 0) {
            String coding = (input[0] & 1) == 0 ? "gzip" : "deflate";
            boolean lenient = (input[0] & 2) != 0;
            Pieces.read(
                    Arrays.copyOfRange(input, 1, input.length),
                    pieces -> read(pieces, coding, lenient));
        }
    }

    private static Inflating inflating(String coding, boolean lenient) {
        return lenient
                ? Inflating.lenient(coding, RATIO, LIMIT)
                : Inflating.strict(coding, RATIO, LIMIT);
    }

    private static String read(List<byte[]> pieces, String coding, boolean lenient) {
        CRC32 check = new CRC32();
        long made = 0;
        long came = 0;
        try (Inflating inflating = inflating(coding, lenient)) {
            for (byte[] piece : pieces) {
                came += piece.length;
                inflating.feed(piece);
                while (true) {
                    byte[] more = inflating.more();
                    if (more.length == 0) {
                        break;
                    }
                    check.update(more);
                    made += more.length;
                    Claim.that(made <= LIMIT, "more than the limit");
                    Claim.that(made <= 65_536 || made <= came * RATIO, "a bomb");
                }
            }
            inflating.end();
            return made + " " + check.getValue();
        } catch (BadRequest refusal) {
            return "refused"; // as a bomb or as broken: whatever shows first
        }
    }

    @Override
    public List<byte[]> seeds() throws Exception {
        byte[] text = "Hello, hello, hello. ".repeat(20).getBytes(StandardCharsets.US_ASCII);
        byte[] bomb = new byte[90_000];
        byte[] raw = deflate(text, true);
        raw[0] = 3; // leniently
        byte[] harmless = gzip(new byte[60_000]); // by itself
        byte[] members = joined(gzip(text), harmless, gzip(new byte[0]), harmless);
        return List.of(
                gzip(text),
                deflate(text, false),
                raw,
                gzip(bomb),
                deflate(bomb, false),
                gzip(new byte[0]),
                members);
    }

    /// One behind the other, the others without the byte that says the coding.
    private static byte[] joined(byte[]... inputs) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(0);
        for (byte[] each : inputs) {
            out.write(each, 1, each.length - 1);
        }
        return out.toByteArray();
    }

    private static byte[] gzip(byte[] text) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(0);
        try (var gzip = new GZIPOutputStream(out)) {
            gzip.write(text);
        }
        return out.toByteArray();
    }

    private static byte[] deflate(byte[] text, boolean raw) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(1);
        Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, raw);
        try (deflater;
                var deflate = new DeflaterOutputStream(out, deflater)) {
            deflate.write(text);
        }
        return out.toByteArray();
    }
}
