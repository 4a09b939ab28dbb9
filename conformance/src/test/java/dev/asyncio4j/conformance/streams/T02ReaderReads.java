// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.conformance.streams;

import static dev.asyncio4j.Asyncio.*;
import static dev.asyncio4j.conformance.Py.*;
import static dev.asyncio4j.conformance.streams.T01Echo.b;

import dev.asyncio4j.Awaitable;
import dev.asyncio4j.Coroutine;
import dev.asyncio4j.Task;
import dev.asyncio4j.net.stream.StreamReader;
import dev.asyncio4j.net.transport.IncompleteReadError;
import java.util.List;

/// StreamReader without a network: read(n), read(-1), readexactly, readline and readuntil over
/// chunks
/// fed in pieces; end of stream in the middle; isAtEof; what a waiting read gets when data comes.
public final class T02ReaderReads {

    public static void main(String[] args) {
        run(main());
    }

    private static StreamReader fed(String... chunks) {
        StreamReader r = new StreamReader();
        for (String c : chunks) {
            r.feedData(b(c));
        }
        r.feedEof();
        return r;
    }

    private static void attempt(String label, Awaitable<byte[]> aw) {
        try {
            print(label, "->", await(aw));
        } catch (IncompleteReadError e) {
            print(label, "->", show(e), "| partial", e.partial(), "expected", e.expected());
        } catch (Exception e) {
            print(label, "->", show(e));
        }
    }

    static Coroutine<Void> main() {
        return async(
                () -> {
                    StreamReader r = fed("hello ", "world");
                    attempt("read(5)", r.read(5));
                    attempt("read(0)", r.read(0));
                    print("at_eof with data left:", r.isAtEof());
                    attempt("read(100)", r.read(100));
                    print("at_eof:", r.isAtEof());
                    attempt("read at the end", r.read(10));
                    attempt("read(-1) of three chunks", fed("a", "b", "c").read());
                    attempt("read(-1) at the end", fed().read(-1));

                    r = fed("abcdef");
                    attempt("readexactly(4)", r.readexactly(4));
                    attempt("readexactly(0)", r.readexactly(0));
                    attempt("readexactly too much", r.readexactly(4));
                    attempt("after it", r.read());
                    attempt("readexactly(-1)", r.readexactly(-1));

                    r = fed("one\ntwo", "\n\nno newline");
                    for (int i = 0; i < 5; i++) {
                        attempt("readline", r.readline());
                    }

                    r = fed("key=value;rest==x;");
                    attempt("readuntil =", r.readuntil("="));
                    attempt("readuntil ;", r.readuntil(";"));
                    attempt("readuntil ==", r.readuntil("=="));
                    attempt("readuntil missing", r.readuntil("#"));
                    attempt("empty separator", fed("x").readuntil(""));

                    print("-- a separator split over chunks");
                    r = new StreamReader();
                    Task<byte[]> t = createTask(r.readuntil("END"));
                    for (String c : List.of("data E", "N", "D more")) {
                        await(sleep(0));
                        print("done:", t.isDone());
                        r.feedData(b(c));
                    }
                    attempt("readuntil", t);
                    r.feedEof();
                    attempt("rest", r.read());

                    waiting();
                });
    }

    private static void waiting() {
        print("-- waiting reads");
        StreamReader r = new StreamReader();
        Task<byte[]> t = createTask(r.read(10));
        await(sleep(0));
        r.feedData(b("abc"));
        r.feedData(b("def"));
        attempt("read(10) takes what is there", t);
        t = createTask(r.readexactly(4));
        await(sleep(0));
        r.feedData(b("12"));
        await(sleep(0));
        await(sleep(0));
        print("still waiting:", !t.isDone());
        r.feedData(b("345"));
        attempt("readexactly(4)", t);
        t = createTask(r.read(10));
        attempt("left over", t);
        t = createTask(r.readline());
        await(sleep(0));
        r.feedEof();
        attempt("readline at the end of stream", t);
    }
}
