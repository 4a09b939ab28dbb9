// SPDX-License-Identifier: Apache-2.0

import org.jspecify.annotations.NullMarked;

/// asyncio for Java: lazy coroutines, `await`, and one event loop on one thread.
///
/// Start at [dev.asyncio4j.Asyncio]: everything a program needs can be reached from there.
@NullMarked
@SuppressWarnings("module") // those that stand on this one are not known here
module dev.asyncio4j {
    requires static org.jspecify;
    requires jdk.jfr; // events; loaded when a recording runs
    requires jdk.net; // who asks to inspect this program
    requires jdk.unsupported; // sun.misc.Signal, the only door to SIGINT

    exports dev.asyncio4j;
    exports dev.asyncio4j.context;
    exports dev.asyncio4j.inspect;
    exports dev.asyncio4j.loop;
    exports dev.asyncio4j.sync;
    exports dev.asyncio4j.testing;
    exports dev.asyncio4j.sending to
            dev.asyncio4j.net,
            dev.asyncio4j.hazelcast;
    exports dev.asyncio4j.text to
            dev.asyncio4j.console,
            dev.asyncio4j.net;

    uses dev.asyncio4j.loop.LoopObserver;

    provides dev.asyncio4j.loop.LoopObserver with
            dev.asyncio4j.inspect.Inspector;
}
