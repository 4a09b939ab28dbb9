// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.server;

import dev.asyncio4j.http.message.Headers;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Which coding of a body a client likes best. **Source** RFC 9110, 12.5.3. **Thread** any.
final class AcceptEncoding {

    private AcceptEncoding() {}

    /// The best liked of these; of those liked equally, the first.
    /// @return null if it likes none, or the body as it is better
    static @Nullable String best(Headers headers, List<String> codings) {
        List<String> fields = headers.all("accept-encoding");
        String best = null;
        double most = 0;
        for (String coding : codings) {
            double quality = quality(fields, coding);
            if (quality > most) {
                best = coding;
                most = quality;
            }
        }
        return most < quality(fields, "identity") ? null : best;
    }

    /// How much it is liked, 0 to 1; what is not spoken of as `*`, else not at all.
    private static double quality(List<String> fields, String coding) {
        double others = 0;
        for (String field : fields) {
            for (String item : field.split(",", -1)) {
                String[] parts = item.split(";", -1);
                String name = parts[0].strip().toLowerCase(Locale.ROOT);
                if (name.equals(coding) || name.equals("x-" + coding)) {
                    return weight(parts);
                }
                if (name.equals("*") && !coding.equals("identity")) {
                    others = weight(parts);
                }
            }
        }
        return others;
    }

    private static double weight(String[] parts) {
        for (int i = 1; i < parts.length; i++) {
            String part = parts[i].strip().toLowerCase(Locale.ROOT);
            if (part.startsWith("q=")) {
                return part.matches("q=(0(\\.[0-9]{0,3})?|1(\\.0{0,3})?)")
                        ? Double.parseDouble(part.substring(2))
                        : 0; // broken: rather not
            }
        }
        return 1;
    }
}
