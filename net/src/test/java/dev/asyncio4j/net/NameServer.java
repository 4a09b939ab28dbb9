// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net;

import static dev.asyncio4j.Asyncio.async;
import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.Asyncio.createTask;

import dev.asyncio4j.CancelledError;
import dev.asyncio4j.Task;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// A name server of this machine, for tests: RFC 1035, of one question with addresses as answers.
final class NameServer implements AutoCloseable {
    private static final int A = 1;
    private static final int AAAA = 28;

    /// What was asked, as `A host.test.`.
    final List<String> asked = new ArrayList<>();

    private final Map<String, List<InetAddress>> names = new HashMap<>();
    private final Map<String, Integer> ttls = new HashMap<>();
    private final Set<String> silent = new HashSet<>();
    private int code; // of all answers
    private boolean garbageFirst;
    private DatagramEndpoint endpoint;
    private Task<?> task;

    NameServer with(String name, int ttl, String... addresses) {
        List<InetAddress> all = new ArrayList<>();
        for (String each : addresses) {
            all.add(InetAddress.ofLiteral(each));
        }
        names.put(name + ".", all);
        ttls.put(name + ".", ttl);
        return this;
    }

    NameServer refusing(int answer) {
        code = answer;
        return this;
    }

    NameServer silentAbout(String name) {
        silent.add(name + ".");
        return this;
    }

    NameServer withGarbageFirst() {
        garbageFirst = true;
        return this;
    }

    void open() {
        endpoint =
                await(
                        Net.openDatagramEndpoint(
                                DatagramOptions.local(new InetSocketAddress("127.0.0.1", 0))));
        task = createTask(async(this::serve));
    }

    InetSocketAddress address() {
        return (InetSocketAddress) endpoint.sockname();
    }

    private void serve() throws IOException {
        while (true) {
            DatagramEndpoint.Datagram question = await(endpoint.receive());
            ByteBuffer words = ByteBuffer.wrap(question.bytes());
            short id = words.getShort();
            words.position(12);
            String name = name(words);
            int kind = words.getShort();
            asked.add((kind == A ? "A " : kind == AAAA ? "AAAA " : kind + " ") + name);
            if (silent.contains(name)) {
                continue;
            }
            var asker = (InetSocketAddress) question.sender();
            if (garbageFirst) {
                await(endpoint.send(new byte[] {1, 2, 3}, asker));
                await(endpoint.send(answer((short) (id + 1), name, kind), asker));
            }
            await(endpoint.send(answer(id, name, kind), asker));
        }
    }

    private static String name(ByteBuffer words) {
        StringBuilder name = new StringBuilder();
        for (int length = words.get(); length > 0; length = words.get()) {
            byte[] label = new byte[length];
            words.get(label);
            name.append(new String(label, StandardCharsets.US_ASCII)).append('.');
        }
        return name.toString();
    }

    private byte[] answer(short id, String name, int kind) throws IOException {
        List<InetAddress> found =
                names.getOrDefault(name, List.of()).stream()
                        .filter(each -> each.getAddress().length == (kind == A ? 4 : 16))
                        .toList();
        var bytes = new ByteArrayOutputStream();
        var out = new DataOutputStream(bytes);
        out.writeShort(id);
        out.writeShort(0x8180 | code); // an answer, recursion wished and done
        out.writeShort(1);
        out.writeShort(found.size());
        out.writeShort(0);
        out.writeShort(0);
        for (String label : name.split("\\.", -1)) { // ends with an empty one
            out.writeByte(label.length());
            out.writeBytes(label);
        }
        out.writeShort(kind);
        out.writeShort(1);
        for (InetAddress each : found) {
            out.writeShort(0xC00C); // the name of the question
            out.writeShort(kind);
            out.writeShort(1);
            out.writeInt(ttls.get(name));
            out.writeShort(each.getAddress().length);
            out.write(each.getAddress());
        }
        return bytes.toByteArray();
    }

    @Override
    public void close() {
        task.cancel();
        try {
            await(task);
        } catch (CancelledError ended) {
            endpoint.close();
        }
    }
}
