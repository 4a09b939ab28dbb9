// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.carrier;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Chooses the kind of strand, once for the JVM, and keeps the reason as a sentence.
///
/// The system property `asyncio4j.strand` is `auto` (the default: owned if the JVM is opened, else
/// hand-off), `owned` (fail if it is not opened) or `hand-off`.
public final class Strands {

    /// The kinds of strand.
    public enum Kind {
        /// A virtual thread that the loop's thread schedules itself.
        OWNED,
        /// A stock virtual thread that takes turns with the loop's thread.
        HAND_OFF;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    private static final Choice CHOICE = choose(System.getProperty("asyncio4j.strand", "auto"));

    private Strands() {}

    /// A new strand for `passenger`. **Thread** any.
    public static Strand create(Passenger passenger) {
        return CHOICE.kind == Kind.OWNED
                ? new OwnedStrand(passenger)
                : new HandOffStrand(passenger);
    }

    /// Whether this thread can drive strands: a platform thread drives owned ones, because a
    /// virtual thread cannot carry another. A virtual thread drives hand-off ones, because two
    /// virtual threads hand over to one another on one carrier, without the operating system: a
    /// sixth of the time that a platform thread takes. **Thread** any.
    public static boolean canBeDrivenHere() {
        return Thread.currentThread().isVirtual() == (CHOICE.kind == Kind.HAND_OFF);
    }

    /// A new, unstarted thread that can drive strands. **Thread** any.
    public static Thread newDriver(String name, Runnable job) {
        return CHOICE.kind == Kind.HAND_OFF
                ? Thread.ofVirtual().name(name).unstarted(job)
                : Thread.ofPlatform().name(name).unstarted(job);
    }

    /// The kind chosen. **Thread** any.
    public static Kind kind() {
        return CHOICE.kind;
    }

    /// Why that kind was chosen, as one sentence. **Thread** any.
    public static String reason() {
        return CHOICE.reason;
    }

    private record Choice(Kind kind, String reason) {}

    private static Choice choose(String wish) {
        @Nullable String obstacle = JdkVirtualThreads.obstacle();
        return switch (wish) {
            case "hand-off" ->
                    new Choice(
                            Kind.HAND_OFF,
                            "hand-off strands: asyncio4j.strand=hand-off asks for them");
            case "owned" -> {
                if (obstacle != null) {
                    throw new IllegalStateException("asyncio4j.strand=owned, but " + obstacle);
                }
                yield new Choice(Kind.OWNED, "owned strands: asyncio4j.strand=owned asks for them");
            }
            case "auto" -> {
                if (obstacle == null) {
                    yield new Choice(Kind.OWNED, "owned strands: java.lang is opened to asyncio4j");
                }
                String reason = "hand-off strands (several times slower): " + obstacle;
                System.getLogger("asyncio").log(System.Logger.Level.INFO, reason);
                yield new Choice(Kind.HAND_OFF, reason);
            }
            default ->
                    throw new IllegalArgumentException(
                            "asyncio4j.strand: " + wish + " (expected: auto, owned or hand-off)");
        };
    }
}
