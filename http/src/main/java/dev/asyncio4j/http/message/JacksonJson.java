// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.message;

import java.util.function.Supplier;
import tools.jackson.databind.json.JsonMapper;

/// By Jackson. Nothing else touches its classes, so that programs without it run.
final class JacksonJson implements Json {

    private final JsonMapper mapper = JsonMapper.builder().build();

    /// Loaded with the first question.
    private static final class Found {
        static final Supplier<Json> JSON = look();

        private static Supplier<Json> look() {
            try {
                Json jackson = new JacksonJson();
                return () -> jackson;
            } catch (LinkageError missing) {
                return () -> {
                    throw new IllegalStateException(
                            "there is no JSON library; add tools.jackson.core:jackson-databind to"
                                    + " the program, or give a Json of your own",
                            missing);
                };
            }
        }
    }

    static Json found() {
        return Found.JSON.get();
    }

    @Override
    public byte[] write(Object value) {
        return mapper.writeValueAsBytes(value);
    }

    @Override
    public <T> T read(byte[] json, Class<T> type) {
        return mapper.readValue(json, type);
    }
}
