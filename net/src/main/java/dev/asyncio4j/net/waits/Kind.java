// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net.waits;

import dev.asyncio4j.WaitPoint;
import java.net.SocketAddress;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What is waited for, but for whom it comes from: `data from`. Who waits makes a point of a kind,
/// which knows where to look for the rest. The text is made when somebody asks, so a point costs
/// an object and nothing else. **Thread** any.
public final class Kind {

    /// What is read.
    public static final Kind DATA = new Kind("data from", "a peer");

    /// That the other side takes what was written.
    public static final Kind ROOM = new Kind("room to write to", "a peer");

    /// That a connection is gone.
    public static final Kind END = new Kind("the end of the connection to", "a peer");

    /// That a connection is there.
    public static final Kind CONNECTION = new Kind("a connection to", "a server");

    /// That hands are shaken.
    public static final Kind HANDSHAKE = new Kind("the TLS handshake with", "a peer");

    /// That somebody connects.
    public static final Kind CLIENT = new Kind("a client at", "an address");

    /// What comes without a connection.
    public static final Kind DATAGRAM = new Kind("a datagram at", "an address");

    /// That what was sent without a connection is on its way.
    public static final Kind WAY = new Kind("room to send from", "an address");

    /// What a name stands for.
    public static final Kind ADDRESSES = new Kind("the addresses of", "a host");

    /// How an address is called.
    public static final Kind NAME = new Kind("the name of", "an address");

    private final String start;
    private final String crowd;

    /// A kind.
    /// @param start what is waited for, up to whom
    /// @param anyone who that is, if it is told of many
    public Kind(String start, String anyone) {
        this.start = start;
        this.crowd = start + " " + anyone;
    }

    /// A point of this kind.
    /// @param whom is asked when somebody wants to know; where it fails, the crowd is told
    public WaitPoint of(Supplier<String> whom) {
        return new Point(this, whom);
    }

    /// A point of this kind, about an address.
    public WaitPoint of(SocketAddress address) {
        return of(() -> Peer.text(address));
    }

    /// A point of this kind, about the other side of a connection.
    /// @param extraInfo the transport's
    public WaitPoint peer(Function<String, @Nullable Object> extraInfo) {
        return of(() -> Peer.of(extraInfo));
    }

    /// What a future stands for.
    private record Point(Kind kind, Supplier<String> whom) implements WaitPoint {

        @Override
        public String what() {
            try {
                return kind.start + " " + whom.get();
            } catch (RuntimeException unknown) { // of a transport of somebody else's
                return kind.crowd;
            }
        }

        @Override
        public String crowd() {
            return kind.crowd;
        }
    }
}
