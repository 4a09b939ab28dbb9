// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.conformance.protocols;

import static dev.asyncio4j.Asyncio.*;
import static dev.asyncio4j.conformance.Py.*;
import static dev.asyncio4j.net.Net.*;

import dev.asyncio4j.Coroutine;
import dev.asyncio4j.Future;
import dev.asyncio4j.net.Connection;
import dev.asyncio4j.net.transport.Protocol;
import dev.asyncio4j.net.transport.Transport;
import dev.asyncio4j.sync.Queue;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// pauseReading and resumeReading: no dataReceived while paused, nothing is lost, pausing twice is
/// harmless, isReading; pausing in connectionMade and inside dataReceived; the end of stream waits
/// as
/// well.
public final class T03PauseResumeReading {

    public static void main(String[] args) {
        run(main());
    }

    private static final class P implements Protocol {
        final List<Object> log;
        final boolean pauseAtOnce;
        final Future<Void> lost = getRunningLoop().createFuture();
        Transport transport;

        P(List<Object> log, boolean pauseAtOnce) {
            this.log = log;
            this.pauseAtOnce = pauseAtOnce;
        }

        @Override
        public void connectionMade(Transport made) {
            transport = made;
            if (pauseAtOnce) {
                transport.pauseReading();
            }
        }

        @Override
        public void dataReceived(byte[] data) {
            log.add(data);
            if (new String(data, StandardCharsets.ISO_8859_1).contains("!")) {
                transport.pauseReading();
            }
        }

        @Override
        public boolean eofReceived() {
            log.add("eof");
            return false;
        }

        @Override
        public void connectionLost(Throwable exc) {
            log.add("lost " + repr(exc));
            lost.setResult(null);
        }
    }

    static Coroutine<Void> main() {
        return async(
                () -> {
                    for (boolean atOnce : List.of(false, true)) {
                        scene(atOnce);
                    }
                });
    }

    private static void scene(boolean atOnce) {
        List<Object> log = new ArrayList<>();
        Queue<P> made = new Queue<>();
        var server =
                await(
                        createServer(
                                () -> {
                                    P p = new P(log, atOnce);
                                    made.putNoWait(p);
                                    return p;
                                },
                                "127.0.0.1",
                                0));
        var at = (InetSocketAddress) server.sockets().getFirst().sockname();
        Connection c = await(openConnection(at.getHostString(), at.getPort()));
        var w = c.writer();
        P p = await(made.get());
        await(sleep(0.2));
        Transport tr = p.transport;
        print("-- pause in connection_made:", atOnce, "| is_reading", tr.isReading());
        w.write("one");
        await(sleep(0.2));
        print("after a write:", log);
        if (atOnce) {
            tr.resumeReading();
            tr.resumeReading();
            await(sleep(0.2));
            print("resumed:", log);
        }
        tr.pauseReading();
        tr.pauseReading();
        print("is_reading", tr.isReading());
        w.write("two");
        await(sleep(0.2));
        w.write("three");
        await(sleep(0.2));
        print("paused:", log);
        tr.resumeReading();
        await(sleep(0.2));
        print("resumed, in one piece:", log);
        w.write("stop!");
        await(sleep(0.2));
        w.write("unseen");
        w.close();
        await(sleep(0.2));
        print("paused itself; neither data nor end:", repr(log.getLast()), tr.isReading());
        tr.resumeReading();
        await(p.lost);
        print("resumed:", log.subList(log.size() - 3, log.size()));
        tr.pauseReading();
        print("on a closed transport: no error, is_reading", tr.isReading());
        server.close();
    }
}
