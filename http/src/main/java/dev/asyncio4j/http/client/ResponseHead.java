// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.client;

import dev.asyncio4j.http.message.Headers;
import dev.asyncio4j.http.message.Status;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An answer without its body. **Thread** any.
///
/// @param request what was asked in the end, behind all redirects
/// @param status its status
/// @param version `HTTP/2`, `HTTP/1.1` or `HTTP/1.0`
/// @param headers its header fields, as they came
/// @param history the addresses that have led elsewhere, in order
public record ResponseHead(
        ClientRequest request, int status, String version, Headers headers, List<URI> history) {

    /// Where it came from, behind all redirects.
    public URI url() {
        return request.url();
    }

    /// The first value of a header field; null if there is none.
    public @Nullable String header(String name) {
        return headers.get(name);
    }

    /// Whether the status says that all went well: 200 to 299.
    public boolean isOk() {
        return status >= 200 && status < 300;
    }

    /// Does nothing if the status is less than 400. **Like** aiohttp's `raise_for_status`.
    /// @throws StatusError if it is not
    public void raiseForStatus() {
        if (status >= 400) {
            throw new StatusError(this);
        }
    }

    /// `<ResponseHead 404 Not Found GET http://example.org/>`.
    @Override
    public String toString() {
        return "<ResponseHead "
                + status
                + " "
                + Status.reason(status)
                + " "
                + request.summary()
                + ">";
    }
}
