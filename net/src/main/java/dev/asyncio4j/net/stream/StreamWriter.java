// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net.stream;

import static dev.asyncio4j.Asyncio.async;
import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.Asyncio.sleep;

import dev.asyncio4j.Body;
import dev.asyncio4j.Coroutine;
import dev.asyncio4j.net.transport.WriteTransport;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// What is sent over a connection.
///
/// [#write(byte[])] never waits, so who writes much must await [#drain()] now and then; [#send]
/// does
/// both. `try (writer) {...}` closes it. **Thread** loop. **Like** `asyncio.StreamWriter`.
public final class StreamWriter implements AutoCloseable {

    // set once
    private final FlowControl protocol;
    private final @Nullable StreamReader reader;

    private final Body<@Nullable Void> draining = new Draining();

    // loop only
    private WriteTransport transport;

    /// A writer over `transport`, whose protocol is `protocol`.
    /// @param reader of the same connection: its error is `drain`'s too; null if there is none
    public StreamWriter(
            WriteTransport transport, FlowControl protocol, @Nullable StreamReader reader) {
        this.transport = transport;
        this.protocol = protocol;
        this.reader = reader;
    }

    /// Writes `data`, as far as the connection takes it now; the rest is sent when it does. The
    /// array may be changed afterwards. **Suspends** never. **Like** `write`.
    /// @throws IllegalStateException after [#writeEof()]
    public void write(byte[] data) {
        transport.write(data);
    }

    /// [#write(byte[])] of a part: `length` bytes from `offset`.
    /// @throws IndexOutOfBoundsException if the part is not inside the array
    public void write(byte[] data, int offset, int length) {
        transport.write(data, offset, length);
    }

    /// [#write(byte[])] of a text, in UTF-8.
    public void write(String text) {
        write(text.getBytes(StandardCharsets.UTF_8));
    }

    /// Writes all of them, one after the other. **Suspends** never.
    public void writelines(Iterable<byte[]> lines) {
        transport.writelines(lines);
    }

    /// Waits while more than the high-water mark waits to be sent. **Suspends** if so, and for one
    /// turn if the connection is closing. **If cancelled** what was written is still sent. **Like**
    /// `drain`. Awaiting it throws what the connection was lost for.
    public Coroutine<@Nullable Void> drain() {
        return async("drain", draining);
    }

    /// Made once, for it is asked for after each write.
    private final class Draining implements Body<@Nullable Void> {
        @Override
        public @Nullable Void run() throws Exception {
            drainNow();
            return null;
        }
    }

    private void drainNow() throws Exception {
        if (reader != null) {
            reader.throwException();
        }
        if (transport.isClosing()) {
            await(sleep(0)); // so that connectionLost can be seen
        }
        protocol.drain();
    }

    /// Writes `data` and waits as [#drain()] does: what to use by default, for it cannot pile up
    /// more than the other side takes. **Suspends** if too much waits to be sent. **If cancelled**
    /// the data is still sent. **Like** nothing in asyncio, whose users write `drain` each time, or
    /// forget it.
    public Coroutine<@Nullable Void> send(byte[] data) {
        return async(
                "send",
                () -> {
                    transport.write(data);
                    drainNow();
                });
    }

    /// [#send(byte[])] of a text, in UTF-8.
    public Coroutine<@Nullable Void> send(String text) {
        return send(text.getBytes(StandardCharsets.UTF_8));
    }

    /// Ends what this side sends; reading goes on. Idempotent. **Suspends** never. **Like**
    /// `write_eof`.
    /// @throws UnsupportedOperationException if [#canWriteEof()] says no
    public void writeEof() {
        transport.writeEof();
    }

    /// Whether one direction can be ended alone; over TLS it cannot.
    public boolean canWriteEof() {
        return transport.canWriteEof();
    }

    /// Closes the connection, when what was written is sent. Idempotent. **Suspends** never.
    @Override
    public void close() {
        transport.close();
    }

    /// Whether it is closed, or about to be.
    public boolean isClosing() {
        return transport.isClosing();
    }

    /// Waits until the connection is gone. **Suspends** unless it is. **If cancelled** it closes
    /// all
    /// the same, if it was to. **Like** `wait_closed`. Awaiting it throws what the connection was
    /// lost for.
    public Coroutine<@Nullable Void> waitClosed() {
        return async("wait_closed", protocol::waitClosed);
    }

    /// What is known of the connection, or null; the names are those of
    /// [dev.asyncio4j.net.transport.BaseTransport#extraInfo(String)].
    public @Nullable Object extraInfo(String name) {
        return transport.extraInfo(name);
    }

    /// [#extraInfo(String)], or `fallback` where that is null.
    public Object extraInfo(String name, Object fallback) {
        return transport.extraInfo(name, fallback);
    }

    /// The transport below.
    public WriteTransport transport() {
        return transport;
    }

    /// `<StreamWriter transport=... reader=...>`.
    @Override
    public String toString() {
        return "<StreamWriter transport="
                + transport
                + (reader == null ? "" : " reader=" + reader)
                + ">";
    }
}
