// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.server;

import static dev.asyncio4j.Asyncio.async;
import static dev.asyncio4j.Asyncio.await;

import dev.asyncio4j.EventLoop;
import dev.asyncio4j.http.fuzz.Claim;
import dev.asyncio4j.http.fuzz.Target;
import dev.asyncio4j.http.wire.FrameParser;
import dev.asyncio4j.net.Connection;
import dev.asyncio4j.testing.VirtualTime;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// A whole server, asked over a network in memory: whatever comes, it ends the connection in its
/// time, reports no fault, and answers the next client.
public final class ServerTarget implements Target {

    /// With its end, for an answer may quote a head that has the rest.
    private static final String FAILURE = "HTTP/1.1 500 Internal Server Error\r\n";

    private static final byte[] SETTINGS = {0, 0, 0, 4, 0, 0, 0, 0, 0};

    @Override
    public void take(byte[] input) throws Exception {
        List<String> faults = new ArrayList<>();
        EventLoop loop = new EventLoop(VirtualTime.options());
        try {
            loop.setExceptionHandler((where, fault) -> faults.add(fault.toString()));
            loop.runUntilComplete(
                    async(
                            () -> {
                                serve(bytes(input));
                                return null;
                            }));
        } finally {
            loop.close();
        }
        Claim.same(faults, List.of(), "faults");
    }

    /// What it sends; with the first byte `2`, the rest is HTTP/2.
    private static byte[] bytes(byte[] input) {
        if (input.length == 0 || input[0] != '2') {
            return input;
        }
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(FrameParser.PREFACE);
        all.writeBytes(SETTINGS);
        all.write(input, 1, input.length - 1);
        return all.toByteArray();
    }

    private static void serve(byte[] bytes) throws Exception {
        Site site = new Site(request -> Response.text("" + await(request.bytes()).length));
        Connection peer = site.connect();
        int half = bytes.length / 2;
        peer.writer().write(Arrays.copyOf(bytes, half));
        peer.writer().write(Arrays.copyOfRange(bytes, half, bytes.length));
        if (bytes.length % 2 == 1) {
            peer.writer().writeEof();
        }
        String answers = Site.rest(peer); // ends, as idle connections do
        peer.writer().close();
        Claim.that(!answers.contains(FAILURE), "a failure: " + answers);
        Claim.that(
                site.say("GET / HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n")
                        .startsWith("HTTP/1.1 200 OK\r\n"),
                "no answer to the next client");
        await(site.server.stop(java.time.Duration.ofSeconds(1)));
    }

    @Override
    public List<byte[]> seeds() throws Exception {
        byte[] get = "2".getBytes(StandardCharsets.US_ASCII);
        List<byte[]> all = new ArrayList<>();
        for (byte[] frames : dev.asyncio4j.http.fuzz.FuzzTargets.of("frames").seeds()) {
            byte[] one = Arrays.copyOf(get, 1 + frames.length);
            System.arraycopy(frames, 0, one, 1, frames.length);
            all.add(one);
        }
        return all;
    }
}
