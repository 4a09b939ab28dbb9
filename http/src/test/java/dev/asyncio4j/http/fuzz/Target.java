// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.fuzz;

import java.util.List;

/// Something that reads bytes of strangers, and what must hold whatever they are. Stateless from
/// one
/// input to the next, so that each finding repeats.
public interface Target {

    /// Reads them. What is thrown is a finding: a [Claim] that does not hold, or a failure that the
    /// parser has not declared.
    void take(byte[] input) throws Exception;

    /// Good inputs to begin with, beside those of its file: such as are easier made than written.
    default List<byte[]> seeds() throws Exception {
        return List.of();
    }
}
