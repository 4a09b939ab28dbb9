// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.client;

import static dev.asyncio4j.Asyncio.async;
import static dev.asyncio4j.Asyncio.await;

import dev.asyncio4j.EventLoop;
import dev.asyncio4j.TimeoutError;
import dev.asyncio4j.http.Http;
import dev.asyncio4j.http.fuzz.Claim;
import dev.asyncio4j.http.fuzz.FuzzTargets;
import dev.asyncio4j.http.fuzz.Target;
import dev.asyncio4j.http.server.Response;
import dev.asyncio4j.testing.VirtualTime;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// A whole client, answered over a network in memory: whatever comes, it has an answer or the
/// declared failure in its time, reports no fault, and can ask the next server.
public final class ClientTarget implements Target {

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
                                ask(input);
                                return null;
                            }));
        } finally {
            loop.close();
        }
        Claim.same(faults, List.of(), "faults");
    }

    /// With the first byte `2` the rest is HTTP/2, behind the first settings.
    private static void ask(byte[] input) throws Exception {
        boolean isHttp2 = input.length > 0 && input[0] == '2';
        byte[] answer = isHttp2 ? frames(input) : input;
        Peer.talks(
                80,
                (connection, number) -> {
                    await(connection.reader().read(65536));
                    connection.writer().write(answer);
                });
        var good = Peer.serve(81, request -> Response.text("good"));
        ClientOptions options =
                ClientOptions.defaults()
                        .withTimeouts(Timeouts.defaults().withTotal(Duration.ofSeconds(20)))
                        .withVersions(isHttp2 ? HttpVersions.HTTP_2 : HttpVersions.HTTP_1_1);
        try (HttpClient client = Http.client(options)) {
            for (int i = 0; i < 2; i++) {
                try {
                    ClientResponse came = await(client.get("http://localhost/"), IOException.class);
                    Claim.that(came.status() >= 101 && came.status() <= 999, "a status");
                    came.text();
                } catch (IOException | TimeoutError declared) {
                    Claim.that(declared.getMessage() != null, "a failure without a word");
                }
            }
            Claim.same(await(client.get("http://localhost:81/")).text(), "good", "the next server");
        }
        await(good.stop(Duration.ofSeconds(1)));
    }

    private static byte[] frames(byte[] input) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(SETTINGS);
        all.write(input, 1, input.length - 1);
        return all.toByteArray();
    }

    @Override
    public List<byte[]> seeds() throws Exception {
        List<byte[]> all = new ArrayList<>();
        for (byte[] frames : FuzzTargets.of("frames").seeds()) {
            byte[] one = Arrays.copyOf(new byte[] {'2'}, 1 + frames.length);
            System.arraycopy(frames, 0, one, 1, frames.length);
            all.add(one);
        }
        return all;
    }
}
