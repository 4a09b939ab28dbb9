// SPDX-License-Identifier: Apache-2.0
package stranger;

import static dev.asyncio4j.Asyncio.*;

import dev.asyncio4j.console.Whiteboard;
import dev.asyncio4j.console.WhiteboardOptions;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/// Opens the whiteboard, which looks for all its files, and reads the page.
public final class Main {

    private Main() {}

    private static String page(String url) throws IOException {
        try (var in = URI.create(url).toURL().openStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    public static void main(String[] none) {
        run(
                async(
                        () -> {
                            var options = WhiteboardOptions.defaults().withQuiet(true);
                            try (var board = Whiteboard.open(getRunningLoop(), options)) {
                                String page = await(toThread(() -> page(board.url())));
                                System.out.println(page.contains("<title>"));
                            }
                        }));
    }
}
