// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.client;

import dev.asyncio4j.http.message.Headers;
import java.net.URI;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Where an answer sends its client. Nothing secret goes to another place, and nothing that was
/// encrypted goes on in the open. **Source** RFC 9110, 15.4; the Fetch standard, 4.4.
final class Redirects {

    /// What only the first server is to know.
    static final Set<String> SECRET = Set.of("authorization", "cookie", "proxy-authorization");

    /// What tells of a body.
    private static final Set<String> OF_THE_BODY =
            Set.of("content-type", "content-encoding", "content-language", "content-location");

    private Redirects() {}

    /// The next request; null if the answer is to be taken as it is.
    /// @throws ProtocolError if it must not be followed
    static @Nullable ClientRequest next(ClientRequest request, int status, Headers answer)
            throws ProtocolError {
        boolean isOne =
                status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
        String location = answer.get("location");
        if (!isOne || location == null) {
            return null;
        }
        URI to = target(request, location);
        String method = method(request.method(), status);
        Headers headers = request.headers();
        RequestContent content = request.content();
        if (!method.equals(request.method())) {
            content = ClientRequest.NO_CONTENT;
            headers = without(headers, OF_THE_BODY);
        } else if (!content.isRepeatable()) {
            throw new ProtocolError(
                    status
                            + " asks for the body once more, which can be sent only once: "
                            + request.summary(),
                    null);
        }
        if (Origin.of(to).equals(Origin.of(request.url()))) {
            return request.to(method, to, headers, content);
        }
        headers = without(headers, SECRET).without("host"); // that was the first server's name
        return request.to(method, to, headers, content).astray();
    }

    private static URI target(ClientRequest request, String location) throws ProtocolError {
        URI to;
        try {
            to = Urls.resolve(request.url(), location);
        } catch (IllegalArgumentException wrong) {
            throw new ProtocolError(
                    "a redirect to what is no address: " + request.summary(), wrong);
        }
        if (request.url().getScheme().equals("https") && to.getScheme().equals("http")) {
            throw new ProtocolError(
                    "a redirect from https to http, which would be in the open: "
                            + request.summary(),
                    null);
        }
        return to;
    }

    private static String method(String method, int status) {
        boolean becomesGet =
                status == 303 ? !method.equals("HEAD") : status < 303 && method.equals("POST");
        return becomesGet ? "GET" : method;
    }

    private static Headers without(Headers headers, Set<String> names) {
        Headers left = headers;
        for (String each : names) {
            left = left.without(each);
        }
        return left;
    }
}
