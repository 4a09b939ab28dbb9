// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.message;

/// Answers the request with a status, from however deep inside a handler: `throw new HttpError(404,
/// "no such page")`. **Like** aiohttp's `HTTPException`.
public class HttpError extends RuntimeException {

    private final int status;
    private final transient Headers headers;

    /// With a text for whoever asked.
    /// @throws IllegalArgumentException if `status` is not between 400 and 599
    public HttpError(int status, String message) {
        this(status, message, Headers.none());
    }

    /// With header fields, such as `retry-after`.
    /// @throws IllegalArgumentException if `status` is not between 400 and 599
    public HttpError(int status, String message, Headers headers) {
        super(message);
        if (status < 400 || status > 599) {
            throw new IllegalArgumentException("status: " + status + " (expected: 400 to 599)");
        }
        this.status = status;
        this.headers = headers;
    }

    /// The status of the answer.
    public int status() {
        return status;
    }

    /// Further header fields of the answer.
    public Headers headers() {
        return headers;
    }
}
