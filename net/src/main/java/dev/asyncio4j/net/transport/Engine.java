// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net.transport;

import java.util.Locale;

/// How the operating system is asked about sockets. The system property `asyncio4j.transport`
/// chooses,
/// or `Net.use`; the default is [#AUTO].
public enum Engine {
    /// The best there is: epoll or kqueue if the loop has a platform thread, else NIO.
    AUTO,
    /// Linux.
    EPOLL,
    /// Linux, where the kernel allows it.
    IO_URING,
    /// macOS and the BSDs.
    KQUEUE,
    /// The JDK's own, everywhere.
    NIO;

    /// The one of that name: `auto`, `epoll`, `io_uring`, `kqueue` or `nio`.
    /// @throws IllegalArgumentException if there is none
    public static Engine named(String name) {
        for (Engine each : values()) {
            if (each.toString().equals(name)) {
                return each;
            }
        }
        throw new IllegalArgumentException(
                "asyncio4j.transport: "
                        + name
                        + " (expected: auto, epoll, io_uring, kqueue or nio)");
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
