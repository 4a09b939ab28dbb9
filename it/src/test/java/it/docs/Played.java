// SPDX-License-Identifier: Apache-2.0
package it.docs;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.reflect.InvocationTargetException;
import java.nio.charset.StandardCharsets;
import java.util.StringJoiner;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/// What a program did: what it printed, what the library logged, and how it failed (null if it did
/// not).
record Played(String printed, String logged, @Nullable Throwable failure) {

    /// Something that may print, log and fail.
    interface Play {
        void run() throws Exception;
    }

    /// Runs `main` of the class, as the launcher does.
    static Played of(Class<?> program) throws Exception {
        return of(
                () -> {
                    var constructor = program.getDeclaredConstructor();
                    constructor.setAccessible(true);
                    var main = program.getDeclaredMethod("main");
                    main.setAccessible(true);
                    main.invoke(constructor.newInstance());
                });
    }

    static Played of(Play play) throws Exception {
        var out = new ByteArrayOutputStream();
        var log = new Log();
        Logger logger = Logger.getLogger("asyncio");
        PrintStream before = System.out;
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        logger.addHandler(log);
        logger.setUseParentHandlers(false);
        Throwable failure = null;
        try {
            play.run();
        } catch (InvocationTargetException thrown) {
            failure = thrown.getCause();
        } finally {
            System.setOut(before);
            logger.removeHandler(log);
            logger.setUseParentHandlers(true);
        }
        return new Played(out.toString(StandardCharsets.UTF_8), log.text(), failure);
    }

    /// Messages as the JVM's log shows them, without the line that tells the time.
    private static final class Log extends Handler {

        private final StringJoiner lines = new StringJoiner("\n");

        @Override
        public synchronized void publish(LogRecord record) {
            lines.add(record.getLevel() + ": " + record.getMessage());
            if (record.getThrown() != null) {
                lines.add(record.getThrown().toString());
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}

        synchronized String text() {
            return lines.toString();
        }
    }
}
