// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.message;

/// Objects to JSON and back, by whatever library the program has: two methods to write. Jackson is
/// found by itself ([#found()]).
public interface Json {

    /// An object as JSON, in UTF-8. **Suspends** never. **Thread** any.
    /// @throws Exception if it cannot be written
    byte[] write(Object value) throws Exception;

    /// JSON as an object. **Suspends** never. **Thread** any.
    /// @throws Exception if it is not JSON, or not of that type
    <T> T read(byte[] json, Class<T> type) throws Exception;

    /// By Jackson 3, `tools.jackson.core:jackson-databind`, if the program has it.
    /// @throws IllegalStateException if it has not
    static Json found() {
        return JacksonJson.found();
    }
}
