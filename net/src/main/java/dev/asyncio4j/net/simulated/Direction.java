// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net.simulated;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;

/// One direction of a connection: a pipe with a length, a width and a window.
///
/// Bytes are `unsent` as long as the window is full, then `carried`, and count against the window
/// until the receiver has taken them. Packets arrive in order whatever the jitter: each one that is
/// due, of whatever timer, releases the first.
final class Direction {

    private static final byte[] END = {}; // what is carried last, known by identity

    // set once
    private final SimulatedNetwork network;
    private final SimulatedTransport sender;
    private final SimulatedTransport receiver;

    // loop only
    private final Deque<byte[]> unsent = new ArrayDeque<>();
    private final Deque<byte[]> carried = new ArrayDeque<>();
    private int unsentBytes;
    private long sentBytes;
    private int inWindow;
    private long lineIsFree; // in nanoseconds of the loop's clock
    private long latestArrival;
    private boolean ends; // after what is unsent
    private boolean ended;
    private boolean dropped;
    private boolean roomIsTold;

    Direction(SimulatedNetwork network, SimulatedTransport sender, SimulatedTransport receiver) {
        this.network = network;
        this.sender = sender;
        this.receiver = receiver;
    }

    int unsent() {
        return unsentBytes;
    }

    /// How many bytes have been carried, or are on their way.
    long sent() {
        return sentBytes;
    }

    void send(byte[] data) {
        if (dropped) {
            return;
        }
        unsent.add(data);
        unsentBytes += data.length;
        pump();
    }

    /// Sends the end, after what is unsent.
    void end() {
        ends = true;
        pump();
    }

    /// Forgets what is not sent yet.
    void dropUnsent() {
        unsent.clear();
        unsentBytes = 0;
    }

    /// Forgets all that has not arrived; nothing is carried from now on.
    void drop() {
        dropped = true;
        dropUnsent();
        carried.clear();
    }

    private void pump() {
        Link link = link();
        while (!unsent.isEmpty() && inWindow < link.window()) {
            carry(link, take(Math.min(link.window() - inWindow, unsent.getFirst().length)));
        }
        if (ends && !ended && unsent.isEmpty() && !dropped) {
            ended = true;
            depart(link, END);
        }
    }

    private byte[] take(int count) {
        byte[] first = unsent.removeFirst();
        unsentBytes -= count;
        if (count == first.length) {
            return first;
        }
        unsent.addFirst(Arrays.copyOfRange(first, count, first.length));
        return Arrays.copyOf(first, count);
    }

    private void carry(Link link, byte[] data) {
        inWindow += data.length;
        sentBytes += data.length;
        for (int from = 0; from < data.length; ) {
            int rest = data.length - from;
            int length = link.fragmented() ? 1 + network.random(rest) : rest;
            depart(link, Arrays.copyOfRange(data, from, from + length));
            from += length;
        }
    }

    private void depart(Link link, byte[] piece) {
        carried.add(piece);
        network.at(arrival(link, piece.length), sender.host(), receiver.host(), this::arrive);
    }

    private long arrival(Link link, int length) {
        lineIsFree = Math.max(lineIsFree, network.now());
        if (link.bytesPerSecond() > 0) {
            lineIsFree += Math.round(length * 1e9 / link.bytesPerSecond());
        }
        latestArrival = Math.max(latestArrival, lineIsFree + network.delay(link));
        return latestArrival;
    }

    private void arrive() {
        byte[] piece = carried.poll();
        if (piece == null) {
            return; // dropped
        }
        if (piece == END) {
            receiver.endArrived();
        } else {
            receiver.arrived(piece);
        }
    }

    /// The receiver has taken so many bytes: there is room in the window, which the sender learns
    /// one latency later, if it waits for that.
    void taken(int count) {
        inWindow -= count;
        if (unsentBytes > 0 && !roomIsTold) {
            roomIsTold = true;
            long heard = network.now() + network.delay(link());
            network.at(heard, receiver.host(), sender.host(), this::roomHeard);
        }
    }

    private void roomHeard() {
        roomIsTold = false;
        pump();
        sender.sent();
    }

    private Link link() {
        return network.linkBetween(sender.host(), receiver.host());
    }
}
