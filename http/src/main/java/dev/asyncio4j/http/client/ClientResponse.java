// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.client;

import dev.asyncio4j.http.message.Headers;
import dev.asyncio4j.http.message.Json;
import java.net.URI;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// An answer, all of which is here. **Thread** any. **Like** httpx's `Response`.
public final class ClientResponse {

    private final ResponseHead head;
    private final byte[] body;
    private final Supplier<Json> json;

    ClientResponse(ResponseHead head, byte[] body, Supplier<Json> json) {
        this.head = head;
        this.body = body;
        this.json = json;
    }

    /// All but the body.
    public ResponseHead head() {
        return head;
    }

    /// The status: 200.
    public int status() {
        return head.status();
    }

    /// Whether the status says that all went well: 200 to 299.
    public boolean isOk() {
        return head.isOk();
    }

    /// Where it came from, behind all redirects.
    public URI url() {
        return head.url();
    }

    /// The header fields.
    public Headers headers() {
        return head.headers();
    }

    /// The first value of a header field; null if there is none.
    public @Nullable String header(String name) {
        return head.header(name);
    }

    /// This, if the status is less than 400: `await(client.get(url)).raiseForStatus().text()`.
    /// @throws StatusError if it is not
    public ClientResponse raiseForStatus() {
        head.raiseForStatus();
        return this;
    }

    /// The body, decompressed.
    /// @return not to be changed
    public byte[] bytes() {
        return body;
    }

    /// The body as text: in the charset that the answer names, if the JDK knows it, else in UTF-8.
    public String text() {
        return new String(body, charset(head.headers()));
    }

    private static Charset charset(Headers headers) {
        String type = headers.get("content-type", "");
        int at = type.toLowerCase(Locale.ROOT).indexOf("charset=");
        if (at < 0) {
            return StandardCharsets.UTF_8;
        }
        String name = type.substring(at + 8).split(";", 2)[0].strip().replace("\"", "");
        try {
            return Charset.forName(name);
        } catch (IllegalArgumentException unknown) {
            return StandardCharsets.UTF_8;
        }
    }

    /// The body, which is JSON, as an object, by the client's [Json].
    /// @throws IllegalArgumentException if it is not JSON of that type, or is `null`
    public <T> T json(Class<T> type) {
        Json library = json.get();
        try {
            return Objects.requireNonNull(library.read(body, type), "null");
        } catch (Exception wrong) {
            throw new IllegalArgumentException(
                    "the body of " + head + " is not JSON as " + type.getSimpleName() + " has it",
                    wrong);
        }
    }

    /// `<ClientResponse 200, 12 bytes>`.
    @Override
    public String toString() {
        return "<ClientResponse " + status() + ", " + body.length + " bytes>";
    }
}
