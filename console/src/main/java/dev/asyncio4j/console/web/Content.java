// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.console.web;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a page shows, behind the files that it is made of. **Thread** any, all of it.
public sealed interface Content permits LiveContent, RecordedContent {

    /// Its targets, each of which [Guard] lets nobody ask for but the page.
    Map<String, Guard.Route> routes();

    /// The name of the recording; null if it is a program that runs.
    @Nullable String recording();

    /// Answers a request that [Guard] has let through.
    /// @param body what was posted; empty if nothing was
    /// @throws IOException if who asked is gone
    /// @throws InterruptedException if the server is closed
    void answer(HttpExchange exchange, String target, String body)
            throws IOException, InterruptedException;

    /// Sends away who still listens.
    void close();
}
