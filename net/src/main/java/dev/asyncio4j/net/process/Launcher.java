// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net.process;

import java.io.IOException;

/// Starts children. Which one there is, and why, is in its text.
interface Launcher {

    /// Starts one. Blocks until the program runs, or cannot. **Thread** any.
    /// @throws java.nio.file.NoSuchFileException if there is no such program, or directory
    /// @throws java.nio.file.AccessDeniedException if the program must not be run
    /// @throws IOException if the system refuses for another reason
    Child launch(Command command) throws IOException;

    /// The best one for this JVM: that of the system itself, or the JDK's where it is not allowed
    /// or
    /// not there. `-Dasyncio4j.process=system|jdk` asks for one.
    static Launcher choose(String wish) {
        return switch (wish) {
            case "jdk" -> new JdkLauncher("asyncio4j.process=jdk asks for it");
            case "system" -> new SystemLauncher(Posix.load());
            case "auto" -> {
                if (!Launcher.class.getModule().isNativeAccessEnabled()) {
                    yield new JdkLauncher(
                            "native code is not allowed: start the JVM with"
                                    + " --enable-native-access="
                                    + nameOfModule());
                }
                try {
                    yield new SystemLauncher(Posix.load());
                } catch (UnsupportedOperationException lacking) {
                    yield new JdkLauncher(String.valueOf(lacking.getMessage()));
                }
            }
            default ->
                    throw new IllegalArgumentException(
                            "asyncio4j.process: " + wish + " (expected: auto, system or jdk)");
        };
    }

    private static String nameOfModule() {
        Module mine = Launcher.class.getModule();
        return mine.isNamed() ? mine.getName() : "ALL-UNNAMED";
    }
}
