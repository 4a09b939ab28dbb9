// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net.stream;

import static dev.asyncio4j.Asyncio.async;
import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.Asyncio.sleep;

import dev.asyncio4j.Coroutine;
import dev.asyncio4j.net.tls.TlsSettings;
import dev.asyncio4j.net.tls.TlsUpgrade;
import dev.asyncio4j.net.transport.Transport;
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
        return async("drain", this::drainNow);
    }

    private void drainNow() throws Exception {
        if (reader != null) {
            reader.throwException();
        }
        if (transport.isClosing()) {
            await(sleep(0)); // so that connectionLost can be seen
        }
        protocol.drain(transport);
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
        return async("wait_closed", () -> protocol.waitClosed(transport));
    }

    /// Encrypts the connection from now on, as a client that wants to talk to `serverHostname`, or,
    /// with the
    /// settings of a server, as that: [#startTls(TlsSettings)]. What was written is sent before;
    /// what has come
    /// and was not read is the beginning of the handshake. **Suspends** until hands are shaken.
    /// **If cancelled**
    /// the connection is given up. **Like** `start_tls`. Awaiting it throws `SSLException` if the
    /// other side is
    /// not to be trusted, or speaks no TLS; the connection is given up then.
    public Coroutine<@Nullable Void> startTls(TlsSettings tls, @Nullable String serverHostname) {
        return async("start_tls", () -> startTlsNow(tls, serverHostname));
    }

    /// [#startTls(TlsSettings, String)] for a server, which does not ask for a name.
    public Coroutine<@Nullable Void> startTls(TlsSettings tls) {
        return startTls(tls, null);
    }

    private void startTlsNow(TlsSettings tls, @Nullable String serverHostname) throws Exception {
        if (!(transport instanceof Transport plain)) {
            throw new IllegalArgumentException(
                    "transport " + transport + " is not supported by start_tls()");
        }
        drainNow();
        Transport encrypted =
                TlsUpgrade.start(
                        plain,
                        protocol,
                        tls,
                        serverHostname,
                        () -> reader == null ? new byte[0] : reader.takeBuffered());
        transport = encrypted;
        if (protocol instanceof StreamReaderProtocol streams) {
            streams.replaceTransport(encrypted);
        }
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
