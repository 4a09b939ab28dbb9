// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net.stream;

import static dev.asyncio4j.Asyncio.*;
import static dev.asyncio4j.net.Stage.bytes;
import static dev.asyncio4j.net.Stage.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.asyncio4j.CancelledError;
import dev.asyncio4j.net.Stage;
import dev.asyncio4j.net.transport.IncompleteReadError;
import dev.asyncio4j.net.transport.LimitOverrunError;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class StreamReaderTest {
    private final Stage stage = new Stage();

    private static StreamReader ended(int limit, String... chunks) {
        StreamReader reader = fed(limit, chunks);
        reader.feedEof();
        return reader;
    }

    private static StreamReader fed(int limit, String... chunks) {
        StreamReader reader = new StreamReader(limit);
        for (String chunk : chunks) {
            reader.feedData(bytes(chunk));
        }
        return reader;
    }

    @Nested
    class Read {
        @Test
        void read_takesWhatIsThere() {
            StreamReader reader = ended(100, "hello ", "world");

            stage.play(
                    () -> {
                        assertThat(text(await(reader.read(5)))).isEqualTo("hello");
                        assertThat(await(reader.read(0))).isEmpty();
                        assertThat(reader.isAtEof()).isFalse();
                        assertThat(text(await(reader.read(100)))).isEqualTo(" world");
                        assertThat(reader.isAtEof()).isTrue();
                        assertThat(await(reader.read(10))).isEmpty();
                    });
            stage.endsCleanly();
        }

        @Test
        void read_waitsForTheFirstPieceOnly() {
            StreamReader reader = new StreamReader();

            stage.play(
                    () -> {
                        var read = createTask(reader.read(10));
                        await(sleep(0));
                        reader.feedData(bytes("abc"));
                        reader.feedData(bytes("def"));
                        assertThat(text(await(read))).isEqualTo("abcdef");
                    });
            stage.endsCleanly();
        }

        @Test
        void readAll_waitsForTheEnd() {
            StreamReader reader = fed(4, "abc", "defg");

            stage.play(
                    () -> {
                        var read = createTask(reader.read(-1));
                        await(sleep(0));
                        await(sleep(0));
                        reader.feedData(bytes("h"));
                        assertThat(read.isDone()).isFalse();
                        reader.feedEof();
                        assertThat(text(await(read))).isEqualTo("abcdefgh");
                    });
            stage.endsCleanly();
        }

        @Test
        void readexactly_waitsForAll_andTellsWhatIsMissing() {
            StreamReader reader = fed(100, "12");

            stage.play(
                    () -> {
                        var read = createTask(reader.readexactly(4));
                        await(sleep(0));
                        reader.feedData(bytes("345"));
                        assertThat(text(await(read))).isEqualTo("1234");
                        assertThat(await(reader.readexactly(0))).isEmpty();
                        reader.feedEof();
                        assertThatThrownBy(() -> await(reader.readexactly(2)))
                                .isInstanceOfSatisfying(
                                        IncompleteReadError.class,
                                        error -> {
                                            assertThat(text(error.partial())).isEqualTo("5");
                                            assertThat(error.expected()).isEqualTo(2);
                                        })
                                .hasMessage("1 bytes read on a total of 2 expected bytes");
                        assertThat(reader.isAtEof()).isTrue();
                        assertThatThrownBy(() -> await(reader.readexactly(-1)))
                                .isInstanceOf(IllegalArgumentException.class)
                                .hasMessage("readexactly size can not be less than zero");
                    });
            stage.endsCleanly();
        }

        @Test
        void secondReader_isRefused() {
            StreamReader reader = new StreamReader();

            stage.play(
                    () -> {
                        var first = createTask(reader.read(1));
                        await(sleep(0));
                        assertThatThrownBy(() -> await(reader.readexactly(1)))
                                .isInstanceOf(IllegalStateException.class)
                                .hasMessage(
                                        "readexactly() called while another coroutine is already"
                                                + " waiting for incoming data");
                        reader.feedData(bytes("x"));
                        assertThat(text(await(first))).isEqualTo("x");
                    });
            stage.endsCleanly();
        }

        @Test
        void cancelledRead_losesNothing() {
            StreamReader reader = fed(100, "ab");

            stage.play(
                    () -> {
                        var read = createTask(reader.readexactly(4));
                        await(sleep(0));
                        read.cancel();
                        assertThatThrownBy(() -> await(read)).isInstanceOf(CancelledError.class);
                        reader.feedData(bytes("cd"));
                        assertThat(text(await(reader.readexactly(4)))).isEqualTo("abcd");
                    });
            stage.endsCleanly();
        }
    }

    @Nested
    class Lines {
        @Test
        void readline_givesTheLastWithoutANewline() {
            StreamReader reader = ended(100, "one\ntwo", "\n\nrest");

            stage.play(
                    () -> {
                        List<String> lines = new ArrayList<>();
                        for (int i = 0; i < 5; i++) {
                            lines.add(text(await(reader.readline())));
                        }
                        assertThat(lines).containsExactly("one\n", "two\n", "\n", "rest", "");
                    });
            stage.endsCleanly();
        }

        @Test
        void iteration_endsWithTheStream() {
            StreamReader reader = ended(100, "one\ntw", "o\nlast");

            stage.play(
                    () -> {
                        List<String> lines = new ArrayList<>();
                        for (byte[] line : awaitEach(reader)) {
                            lines.add(text(line));
                        }
                        assertThat(lines).containsExactly("one\n", "two\n", "last");
                        assertThat(await(reader.toList())).isEmpty();
                    });
            stage.endsCleanly();
        }

        @Test
        void tooLongALine_isDropped_andTheNextIsRead() {
            StreamReader reader = fed(3, "12345\nab\n");

            stage.play(
                    () -> {
                        assertThatThrownBy(() -> await(reader.readline()))
                                .isInstanceOf(IllegalArgumentException.class)
                                .hasMessage("Separator is found, but chunk is longer than limit");
                        assertThat(text(await(reader.readline()))).isEqualTo("ab\n");
                    });
            stage.endsCleanly();
        }

        @Test
        void tooLongALineWithoutEnd_isDroppedAsFarAsItHasCome() {
            StreamReader reader = fed(3, "12345");

            stage.play(
                    () -> {
                        assertThatThrownBy(() -> await(reader.readline()))
                                .isInstanceOf(IllegalArgumentException.class)
                                .hasMessage("Separator is not found, and chunk exceed the limit");
                        reader.feedData(bytes("6\n"));
                        assertThat(text(await(reader.readline()))).isEqualTo("6\n");
                    });
            stage.endsCleanly();
        }
    }

    @Nested
    class Until {
        @Test
        void separatorInPieces_isFound() {
            StreamReader reader = new StreamReader();

            stage.play(
                    () -> {
                        var read = createTask(reader.readuntil("END"));
                        for (String piece : List.of("data E", "N", "D more")) {
                            await(sleep(0));
                            assertThat(read.isDone()).isFalse();
                            reader.feedData(bytes(piece));
                        }
                        assertThat(text(await(read))).isEqualTo("data END");
                    });
            stage.endsCleanly();
        }

        @Test
        void severalSeparators_theEarliestEndWins_thenTheShortest() {
            StreamReader reader = fed(100, "one\r\ntwo;three\rfour--x");

            stage.play(
                    () -> {
                        var both = List.of(bytes("\r\n"), bytes("\n"), bytes(";"));
                        assertThat(text(await(reader.readuntil(both)))).isEqualTo("one\r\n");
                        assertThat(text(await(reader.readuntil(both)))).isEqualTo("two;");
                        var early = List.of(bytes("four--"), bytes("\r"), bytes("ur-"));
                        assertThat(text(await(reader.readuntil(early)))).isEqualTo("three\r");
                        assertThat(text(await(reader.readuntil(early)))).isEqualTo("four-");
                    });
            stage.endsCleanly();
        }

        @Test
        void limit_isCountedToWhereTheMatchBegins_andNothingIsTaken() {
            StreamReader reader = fed(4, "12345END");

            stage.play(
                    () -> {
                        assertThatThrownBy(() -> await(reader.readuntil("END")))
                                .isInstanceOfSatisfying(
                                        LimitOverrunError.class,
                                        error -> assertThat(error.consumed()).isEqualTo(5))
                                .hasMessage("Separator is found, but chunk is longer than limit");
                        assertThat(text(await(reader.read(100)))).isEqualTo("12345END");
                        reader.feedData(bytes("1234567E"));
                        assertThatThrownBy(() -> await(reader.readuntil("END")))
                                .isInstanceOfSatisfying(
                                        LimitOverrunError.class,
                                        error -> assertThat(error.consumed()).isEqualTo(6))
                                .hasMessage("Separator is not found, and chunk exceed the limit");
                    });
            stage.endsCleanly();
        }

        @Test
        void end_beforeTheSeparator_givesWhatCame() {
            StreamReader reader = ended(100, "x;");

            stage.play(
                    () -> {
                        assertThatThrownBy(() -> await(reader.readuntil("#")))
                                .isInstanceOf(IncompleteReadError.class)
                                .hasMessage("2 bytes read on a total of undefined expected bytes");
                        assertThat(reader.isAtEof()).isTrue();
                    });
            stage.endsCleanly();
        }

        @Test
        void separatorsThatAreNone_areRefused() {
            StreamReader reader = fed(100, "x");

            stage.play(
                    () -> {
                        assertThatThrownBy(() -> await(reader.readuntil("")))
                                .isInstanceOf(IllegalArgumentException.class)
                                .hasMessage("Separator should be at least one-byte string");
                        assertThatThrownBy(() -> await(reader.readuntil(List.of())))
                                .isInstanceOf(IllegalArgumentException.class)
                                .hasMessage("Separator should contain at least one element");
                    });
            stage.endsCleanly();
        }
    }

    @Nested
    class Feeding {
        @Test
        void aboveTwiceTheLimit_theTransportIsPaused_untilTheLimit() {
            FakeTransport transport = new FakeTransport();
            StreamReader reader = new StreamReader(4);
            reader.setTransport(transport);

            reader.feedData(bytes("12345678"));
            assertThat(transport.calls).isEmpty();
            reader.feedData(bytes("9"));
            assertThat(transport.calls).containsExactly("pauseReading");
            reader.feedData(bytes("0"));
            assertThat(transport.calls).hasSize(1);

            stage.play(
                    () -> {
                        await(reader.read(5));
                        assertThat(transport.calls).hasSize(1);
                        await(reader.read(1));
                        assertThat(transport.calls)
                                .containsExactly("pauseReading", "resumeReading");
                    });
            stage.endsCleanly();
        }

        @Test
        void pausedTransport_goesOn_whenMoreIsWantedThanThereIs() {
            FakeTransport transport = new FakeTransport();
            StreamReader reader = new StreamReader(4);
            reader.setTransport(transport);
            reader.feedData(bytes("1234567890"));

            stage.play(
                    () -> {
                        var read = createTask(reader.readexactly(12));
                        await(sleep(0));
                        assertThat(transport.calls)
                                .containsExactly("pauseReading", "resumeReading");
                        reader.feedData(bytes("12"));
                        assertThat(text(await(read))).isEqualTo("123456789012");
                    });
            stage.endsCleanly();
        }

        @Test
        void exception_failsTheWaitingReadAndAllLaterOnes_beforeTheData() {
            StreamReader reader = new StreamReader();
            IOException broken = new IOException("broken");

            stage.play(
                    () -> {
                        var read = createTask(reader.readexactly(3));
                        await(sleep(0));
                        reader.feedData(bytes("12"));
                        await(sleep(0));
                        await(sleep(0));
                        reader.setException(broken);
                        assertThatThrownBy(() -> await(read)).isSameAs(broken);
                        assertThat(reader.exception()).isSameAs(broken);
                        assertThatThrownBy(() -> await(reader.read(1))).isSameAs(broken);
                        assertThatThrownBy(() -> await(reader.readline())).isSameAs(broken);
                    });
            stage.endsCleanly();
        }

        @Test
        void wrongUses_areRefused() {
            StreamReader reader = ended(10, "x");
            reader.setTransport(new FakeTransport());

            assertThatThrownBy(() -> reader.feedData(bytes("y")))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("feed_data after feed_eof");
            assertThatThrownBy(() -> reader.setTransport(new FakeTransport()))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("Transport already set");
            assertThatThrownBy(() -> new StreamReader(0))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("Limit cannot be <= 0");
            assertThat(reader).hasToString("<StreamReader 1 bytes eof limit=10 transport=<fake>>");
        }
    }
}
