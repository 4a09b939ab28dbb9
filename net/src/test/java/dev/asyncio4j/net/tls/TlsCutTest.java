// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net.tls;

import static dev.asyncio4j.Asyncio.*;
import static dev.asyncio4j.net.Stage.bytes;
import static dev.asyncio4j.net.Stage.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.asyncio4j.CancelledError;
import dev.asyncio4j.Coroutine;
import dev.asyncio4j.Task;
import dev.asyncio4j.net.Connection;
import dev.asyncio4j.net.Server;
import dev.asyncio4j.net.stream.StreamReader;
import dev.asyncio4j.net.stream.StreamWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// An encrypted session that breaks at each byte in turn, or is cancelled at each turn of the loop:
/// nobody
/// takes a part for the whole, nothing is left over, and the server serves the next one.
class TlsCutTest {
    private static final String MESSAGE = "what is said, and said again";

    @TempDir static Path folder;
    private static Pki pki;

    private int whole; // messages that the server took for complete

    @BeforeAll
    static void makeCertificates() {
        pki = Pki.in(folder);
    }

    /// Reads until the end, and sends it back.
    private Coroutine<Void> serve(StreamReader reader, StreamWriter writer) {
        return async(
                () -> {
                    try (writer) {
                        byte[] line = await(reader.readline());
                        await(writer.send(line));
                        assertThat(await(reader.read())).isEmpty();
                        assertThat(text(line)).isEqualTo(MESSAGE + "\n");
                        whole++;
                    } catch (Exception broken) {
                        assertThat(broken).isInstanceOf(IOException.class);
                    }
                });
    }

    private Coroutine<String> session(TlsTown town) {
        return async(
                () -> {
                    try (Connection client = await(town.connecting(pki.connecting()))) {
                        await(client.writer().send(bytes(MESSAGE + "\n")));
                        String answer = text(await(client.reader().readline()));
                        client.writer().close();
                        await(client.writer().waitClosed());
                        return answer;
                    }
                });
    }

    private void ends(TlsTown town, Server server) {
        await(server.drain(Duration.ofSeconds(100)));
        await(sleep(1));
        assertThat(town.network.connections()).isEmpty();
    }

    @Test
    void cutAtEachByte_isNoticedByBothSides() {
        TlsTown town = new TlsTown(pki);
        int[] counts = new int[2]; // whole, broken
        town.play(
                () -> {
                    try (Server server = town.serve(this::serve)) {
                        long last = 0;
                        for (long at = 0; last == 0; at += at < 64 ? 1 : 13) {
                            long limit = at;
                            var task = createTask(session(town));
                            while (town.network.connections().isEmpty() && !task.isDone()) {
                                await(sleep(0));
                            }
                            var connection = town.network.connections().getFirst();
                            connection.cutAfter(limit);
                            try {
                                assertThat(await(task)).isEqualTo(MESSAGE + "\n");
                                counts[0]++;
                            } catch (Exception broken) {
                                assertThat(broken).isInstanceOf(IOException.class);
                                counts[1]++;
                            }
                            await(sleep(1));
                            assertThat(server.clientCount()).isZero();
                            if (connection.crossed() < limit) {
                                last = limit;
                            }
                        }
                        assertThat(last).isGreaterThan(1500);
                        ends(town, server);
                    }
                });
        assertThat(counts[1]).isGreaterThan(100);
        assertThat(counts[0]).isBetween(1, 10); // the goodbyes may be cut
        assertThat(whole).isBetween(counts[0], counts[0] + 10);
        town.stage.faultMessages();
        town.stage.endsCleanly();
    }

    @Test
    void cancelAtEachTurn_leavesNothing() {
        TlsTown town = new TlsTown(pki);
        town.play(
                () -> {
                    try (Server server = town.serve(this::serve)) {
                        boolean done = false;
                        int turns = 0;
                        while (!done) {
                            Task<String> task = createTask(session(town));
                            for (int i = 0; i < turns && !task.isDone(); i++) {
                                await(sleep(0));
                            }
                            done = task.isDone();
                            task.cancel();
                            try {
                                assertThat(await(task)).isEqualTo(MESSAGE + "\n");
                            } catch (CancelledError cancelled) {
                                assertThat(done).isFalse();
                            }
                            await(sleep(1));
                            assertThat(server.clientCount()).isZero();
                            turns++;
                        }
                        assertThat(turns).isGreaterThan(15);
                        ends(town, server);
                    }
                });
        town.stage.endsCleanly();
    }
}
