// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.loop;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/// What the logger `asyncio` is told while this is open; it keeps it off the console.
public final class Log extends Handler implements AutoCloseable {

    private final Logger logger = Logger.getLogger("asyncio");
    private final List<LogRecord> records = new CopyOnWriteArrayList<>();

    /// Begins to listen.
    public Log() {
        logger.addHandler(this);
        logger.setUseParentHandlers(false);
    }

    /// What was logged, at least at this level.
    public List<LogRecord> records(Level atLeast) {
        return records.stream()
                .filter(each -> each.getLevel().intValue() >= atLeast.intValue())
                .toList();
    }

    /// The texts of the warnings and errors.
    public List<String> messages() {
        return records(Level.WARNING).stream().map(LogRecord::getMessage).toList();
    }

    @Override
    public void publish(LogRecord record) {
        records.add(record);
    }

    @Override
    public void flush() {
        // keeps nothing back
    }

    @Override
    public void close() {
        logger.removeHandler(this);
        logger.setUseParentHandlers(true);
    }
}
