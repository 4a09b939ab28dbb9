// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.server;

/// Answers requests: an application is one of these, a [Router] is one, and what stands before
/// another is a function from one to one.
///
/// ```java
/// Handler hello = request -> Response.text("Hello, " + request.query("name", "world") + "!");
/// ```
@FunctionalInterface
public interface Handler {

    /// Answers a request. Runs as a task of its own, which may await. **If cancelled** (the server
    /// stops, or the time limit is over) it should let that pass. **Thread** loop. **Like** an
    /// aiohttp handler.
    /// @throws dev.asyncio4j.http.message.HttpError to answer with that status
    /// @throws Exception to answer with 500, and to report it
    Response handle(Request request) throws Exception;
}
