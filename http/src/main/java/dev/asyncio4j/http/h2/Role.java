// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.h2;

import dev.asyncio4j.http.message.Headers;
import dev.asyncio4j.http.wire.FrameFault;

/// What streams are for: a client's opens them, a server's serves them. **Thread** loop.
public sealed interface Role {

    /// There is no stream any more, or the peer wants to leave.
    void settled();

    /// The peer has broken the rules: all streams are gone, it was told so.
    void failed();

    /// A server's.
    non-sealed interface Server extends Role {

        /// The peer opens a stream; [Multiplex#accept] takes it.
        void opened(int stream, Headers fields, boolean end) throws FrameFault;

        /// The peer opens a stream, with too many fields.
        void tooLarge(int stream, boolean end) throws FrameFault;
    }

    /// A client's.
    non-sealed interface Client extends Role {

        /// The peer lets so many streams be open at a time.
        void allowed(int streams);

        /// The peer takes no more streams.
        void left();
    }
}
