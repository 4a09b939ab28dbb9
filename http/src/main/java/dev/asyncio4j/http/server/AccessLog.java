// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.server;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.time.Duration;

/// Is told of each answer.
@FunctionalInterface
public interface AccessLog {

    /// A request was answered. **Thread** loop: it must not block.
    /// @param status the answer's; 0 if there was none
    /// @param bytes of the body that were sent
    /// @param took from the end of the request's head to the end of the answer, to a tick of the
    ///     server's clock, which ticks once a second or more often
    void answered(Request request, int status, long bytes, Duration took);

    /// Writes a line for each to the logger `asyncio4j.http.access`, at INFO: who, what, the
    /// status, the bytes. What a client has sent cannot begin a new line there.
    static AccessLog toLogger() {
        Logger logger = System.getLogger("asyncio4j.http.access");
        return (request, status, bytes, took) -> {
            if (logger.isLoggable(Level.INFO)) {
                String who =
                        request.peer() instanceof InetSocketAddress address
                                ? address.getAddress().getHostAddress()
                                : "-";
                logger.log( // the parser has let no control character through
                        Level.INFO,
                        "{0} \"{1} {2} {3}\" {4} {5}",
                        who,
                        request.method(),
                        request.target(),
                        request.version(),
                        Integer.toString(status),
                        Long.toString(bytes));
            }
        };
    }
}
