// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Mistakes in parsers, each of which the same inputs find that find nothing in what is right.
@Tag("once")
class PlantedFuzzTest {

    private static final long SEED = 20_261_128;

    static Stream<Planted> mistakes() {
        return List.of(
                new Planted(
                        "requests",
                        "wire/HeadRules",
                        "|| !codings.getFirst().equalsIgnoreCase(\"chunked\")",
                        ""),
                new Planted(
                        "requests",
                        "wire/HeadRules",
                        "each < ' ' && (each != '\\r' || i < newline - 1)",
                        "each == '\\t'"),
                new Planted("requests", "wire/HeadRules", "hosts.size() > 1 || ", ""),
                new Planted(
                        "responses",
                        "wire/Pulled",
                        "scanned = in.readableBytes();",
                        "scanned = in.readableBytes() + 1;"),
                new Planted(
                        "frames",
                        "wire/FrameParser",
                        "in.readableBytes() < HEAD + size",
                        "in.readableBytes() < size"),
                new Planted(
                        "sockets",
                        "wire/WebSocketCodec",
                        "new WebSocketFrameAggregator(maxMessage)",
                        "new WebSocketFrameAggregator(9 * maxMessage)"),
                new Planted("sockets", "wire/WholeFrames", "size > most || size", "size"),
                new Planted(
                        "handshakes",
                        "wire/WebSocketHandshake",
                        "count++ < MAX_EXTENSIONS && hasNumbers(each)",
                        "count++ < MAX_EXTENSIONS"),
                new Planted(
                        "inflating",
                        "wire/Inflating",
                        "made > HARMLESS && made > (used + mine.getBytesRead()) * ratio",
                        "made > HARMLESS && made < 0"),
                new Planted(
                        "inflating",
                        "wire/Inflating",
                        "made > HARMLESS && made > (used",
                        "made - madeBefore > HARMLESS && made > (used"),
                new Planted(
                        "multipart",
                        "wire/MultipartParser",
                        "bytes.length - from < delimiter.length",
                        "bytes.length == from"),
                new Planted("targets", "wire/Targets", "|| value == '\\\\'", ""),
                new Planted(
                        "forms",
                        "wire/Targets",
                        "int count = 0;\n        for (int i = 0; i < raw.length",
                        "int count = 0;\n        for (int i = 1; i < raw.length"),
                new Planted(
                        "parameters",
                        "wire/Parameters",
                        "at += escapes ? 1 : 0;",
                        "at += escapes ? 2 : 0;"),
                new Planted(
                        "fields",
                        "message/FieldRules",
                        "(c < ' ' && c != '\\t')",
                        "(c < ' ' && c != '\\r')"),
                new Planted(
                        "conditions",
                        "server/ByteRange",
                        "each.from <= before.to + 1",
                        "each.from < before.to"),
                new Planted(
                        "set-cookies",
                        "wire/SetCookie",
                        "catch (IllegalArgumentException wrong)",
                        "catch (IllegalStateException wrong)"),
                new Planted(
                        "client",
                        "wire/ResponseParser",
                        "new BadRequest(400, \"a version other",
                        "new IllegalStateException(\"a version other"),
                new Planted(
                        "server",
                        "server/RequestBody",
                        "return failure == cause;",
                        "return false;"))
                .stream();
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void mistake_isFound(Planted mistake) throws Exception {
        assertThat(mistake.find(FuzzTargets.times().get(mistake.target()), SEED)).isNotNull();
    }
}
