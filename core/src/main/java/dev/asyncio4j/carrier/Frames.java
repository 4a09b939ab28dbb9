// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.carrier;

/// Tells the frames that tell a reader something from those of the machinery. **Thread** any.
public final class Frames {

    private Frames() {}

    /// Whether a frame of this class belongs to the machinery: this library's, or the JDK's below
    /// it.
    public static boolean isOurs(String className) {
        return className.startsWith("dev.asyncio4j.")
                || className.equals("java.lang.Thread")
                || className.startsWith("java.lang.VirtualThread")
                || className.startsWith("java.lang.invoke.LambdaForm")
                || className.startsWith("jdk.internal.vm.");
    }

    /// How many of the innermost frames are how a strand suspends: the JDK's, down to the door. 0
    /// if
    /// it is not at its door.
    public static int machinery(StackTraceElement[] frames) {
        for (int i = 0; i < frames.length; i++) {
            if (frames[i].getMethodName().equals("suspend")
                    && frames[i].getClassName().startsWith(Strand.class.getPackageName())) {
                return i + 1;
            }
        }
        return 0;
    }
}
