// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.wire;

import dev.asyncio4j.http.message.Headers;

/// What comes on a connection of HTTP/2. **Source** RFC 9113, 6.
public sealed interface Frame {

    /// The fields of a head or a trailer, all of them.
    ///
    /// @param fields those whose names begin with a colon come first
    /// @param end whether the stream ends here
    record Fields(int stream, Headers fields, boolean end) implements Frame {}

    /// Fields that were too many, and are lost.
    record TooLarge(int stream, boolean end) implements Frame {}

    /// A piece of a body.
    ///
    /// @param flow how much of the windows it takes, padding and all
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Data(int stream, byte[] bytes, int flow, boolean end) implements Frame {}

    /// The end of a stream, before its time.
    record Reset(int stream, ErrorCode code) implements Frame {}

    /// How the peer wants to be talked to; -1: nothing said.
    ///
    /// @param table the most bytes of the table of fields that are sent to it
    /// @param streams the most streams that it lets be opened at a time
    /// @param window the window of each stream, to begin with
    /// @param size the most bytes of a frame
    record Settings(long table, long streams, int window, int size) implements Frame {}

    /// It knows our settings.
    record SettingsKnown() implements Frame {}

    /// It wants a sign of life.
    record Ping(long word) implements Frame {}

    /// The sign of life that it was asked for.
    record Pong(long word) implements Frame {}

    /// It takes no more streams than that.
    record GoAway(int last, ErrorCode code) implements Frame {}

    /// It takes so many bytes more.
    ///
    /// @param stream 0: of all streams together
    record Window(int stream, int more) implements Frame {}

    /// One that means nothing here: a priority, or what nobody knows.
    record Other() implements Frame {}
}
