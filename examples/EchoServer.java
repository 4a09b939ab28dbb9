// SPDX-License-Identifier: Apache-2.0
// A server and three clients in one program: nobody waits for anybody else.
// Run it with: ./asyncio run examples/EchoServer.java

import static dev.asyncio4j.Asyncio.*;

import dev.asyncio4j.Coroutine;
import dev.asyncio4j.net.Net;
import dev.asyncio4j.net.stream.StreamReader;
import dev.asyncio4j.net.stream.StreamWriter;

/** Runs once for each client, as a task of its own. */
Coroutine<Void> answer(StreamReader reader, StreamWriter writer) {
    return async(
            () -> {
                try (writer) {
                    for (byte[] line : awaitEach(reader)) {
                        await(sleep(0.2)); // as if it had to think
                        await(writer.send("you said: " + new String(line)));
                    }
                }
            });
}

Coroutine<String> ask(int port, String question) {
    return async(
            () -> {
                try (var connection = await(Net.openConnection("127.0.0.1", port))) {
                    await(connection.writer().send(question + "\n"));
                    return new String(await(connection.reader().readline())).strip();
                }
            });
}

void main() {
    run(
            async(
                    () -> {
                        var server = await(Net.startServer(this::answer, "127.0.0.1", 0));
                        int port = server.sockets().getFirst().port();

                        List<String> answers =
                                await(
                                        gather(
                                                ask(port, "Is anybody there?"),
                                                ask(port, "Who waits for whom?"),
                                                ask(port, "Good bye.")));
                        answers.forEach(System.out::println);

                        int left = await(server.drain(Duration.ofSeconds(1)));
                        System.out.println("Clients that had to be cut off: " + left);
                    }));
}
