// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.h2;

import dev.asyncio4j.http.message.Headers;
import dev.asyncio4j.http.wire.FrameFault;

/// Who is told what comes on a stream. A fault that is thrown resets it. **Thread** loop.
public interface StreamEvents {

    /// Fields: of a trailer, or of a head that is an answer.
    /// @param end whether the stream ends with them
    void fields(Headers fields, boolean end) throws FrameFault;

    /// A piece of the body, never empty. What was made of it is to be told to
    /// [Http2Stream#consumed(int)].
    void data(byte[] piece) throws FrameFault;

    /// The peer has sent all.
    void ended() throws FrameFault;

    /// The stream was broken off: by the peer, by its faults, or with the connection. Told once.
    void lost(Loss loss);
}
