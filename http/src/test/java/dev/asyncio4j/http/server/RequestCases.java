// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.server;

import dev.asyncio4j.http.fuzz.Escapes;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// The table of requests, good ones and those that smuggle.
public final class RequestCases {

    private RequestCases() {}

    /// One of them.
    ///
    /// @param name what is odd about it
    /// @param statuses of all that is answered, as a pattern
    /// @param request byte for byte
    public record Case(String name, String statuses, String request) {}

    /// All of them.
    public static List<Case> all() throws IOException {
        try (InputStream file = RequestCases.class.getResourceAsStream("requests.txt")) {
            List<Case> cases = new ArrayList<>();
            for (String line :
                    new String(file.readAllBytes(), StandardCharsets.US_ASCII).split("\n")) {
                if (!line.isBlank() && !line.startsWith("#")) {
                    String[] parts = line.split(" ; ", 3);
                    cases.add(new Case(parts[0], parts[1], Escapes.unescaped(parts[2])));
                }
            }
            return cases;
        }
    }
}
