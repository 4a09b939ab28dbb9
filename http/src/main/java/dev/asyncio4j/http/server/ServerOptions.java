// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.server;

import dev.asyncio4j.http.message.Json;
import dev.asyncio4j.net.tls.TlsSettings;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// How a server serves. Immutable; each `with` returns a changed copy.
///
/// @param limits how much clients may send
/// @param patience how long they may take
/// @param drain how long requests may go on when the server stops, before they are cancelled
/// @param announce how long the server goes on as before when it is to stop, but not ready: so that
///     what stands before it can look away
/// @param workers how many loops serve, each on a thread of its own
/// @param cancelOnDisconnect whether a handler is cancelled when its client has gone, or has ended
///     its half of the connection
/// @param tls how connections are encrypted; null does not
/// @param lifespan what surrounds it
/// @param accessLog is told of answers; null: nobody
/// @param givenJson how objects are written; null: as [Json#found()] says
public record ServerOptions(
        Limits limits,
        Patience patience,
        Duration drain,
        Duration announce,
        int workers,
        boolean cancelOnDisconnect,
        @Nullable TlsSettings tls,
        Lifespan lifespan,
        @Nullable AccessLog accessLog,
        @Nullable Json givenJson) {

    private static final ServerOptions DEFAULTS =
            new ServerOptions(
                    Limits.defaults(),
                    Patience.defaults(),
                    Duration.ofSeconds(10),
                    Duration.ZERO,
                    1,
                    false,
                    null,
                    new Lifespan() {},
                    null,
                    null);

    /// Checks them.
    /// @throws IllegalArgumentException if a time is negative, or there is no worker
    public ServerOptions {
        Objects.requireNonNull(limits, "limits");
        Objects.requireNonNull(patience, "patience");
        Objects.requireNonNull(lifespan, "lifespan");
        if (drain.isNegative()) {
            throw new IllegalArgumentException("drain: " + drain + " (expected: >= 0)");
        }
        if (announce.isNegative()) {
            throw new IllegalArgumentException("announce: " + announce + " (expected: >= 0)");
        }
        if (workers < 1) {
            throw new IllegalArgumentException("workers: " + workers + " (expected: >= 1)");
        }
    }

    /// One loop, no encryption, 10 s to drain.
    public static ServerOptions defaults() {
        return DEFAULTS;
    }

    /// With these limits.
    public ServerOptions withLimits(Limits newLimits) {
        return new ServerOptions(
                newLimits,
                patience,
                drain,
                announce,
                workers,
                cancelOnDisconnect,
                tls,
                lifespan,
                accessLog,
                givenJson);
    }

    /// With this patience.
    public ServerOptions withPatience(Patience newPatience) {
        return new ServerOptions(
                limits,
                newPatience,
                drain,
                announce,
                workers,
                cancelOnDisconnect,
                tls,
                lifespan,
                accessLog,
                givenJson);
    }

    /// With so long for requests to end when the server stops.
    public ServerOptions withDrain(Duration time) {
        return new ServerOptions(
                limits,
                patience,
                time,
                announce,
                workers,
                cancelOnDisconnect,
                tls,
                lifespan,
                accessLog,
                givenJson);
    }

    /// Going on for so long, but not [HttpServer#isReady()], before it stops.
    public ServerOptions withAnnounce(Duration time) {
        return new ServerOptions(
                limits,
                patience,
                drain,
                time,
                workers,
                cancelOnDisconnect,
                tls,
                lifespan,
                accessLog,
                givenJson);
    }

    /// With so many loops. What the handler holds is used by all of them.
    public ServerOptions withWorkers(int count) {
        return new ServerOptions(
                limits,
                patience,
                drain,
                announce,
                count,
                cancelOnDisconnect,
                tls,
                lifespan,
                accessLog,
                givenJson);
    }

    /// Cancelling handlers whose client has gone.
    public ServerOptions withCancelOnDisconnect() {
        return new ServerOptions(
                limits, patience, drain, announce, workers, true, tls, lifespan, accessLog,
                givenJson);
    }

    /// Encrypting connections. A handshake may take as long as the settings say, but no longer than
    /// a head ([Patience#head()]).
    public ServerOptions withTls(TlsSettings settings) {
        return new ServerOptions(
                limits,
                patience,
                drain,
                announce,
                workers,
                cancelOnDisconnect,
                settings,
                lifespan,
                accessLog,
                givenJson);
    }

    /// Within this.
    public ServerOptions withLifespan(Lifespan newLifespan) {
        return new ServerOptions(
                limits,
                patience,
                drain,
                announce,
                workers,
                cancelOnDisconnect,
                tls,
                newLifespan,
                accessLog,
                givenJson);
    }

    /// Telling this of answers.
    public ServerOptions withAccessLog(AccessLog log) {
        return new ServerOptions(
                limits,
                patience,
                drain,
                announce,
                workers,
                cancelOnDisconnect,
                tls,
                lifespan,
                log,
                givenJson);
    }

    /// Writing objects so.
    public ServerOptions withJson(Json json) {
        return new ServerOptions(
                limits,
                patience,
                drain,
                announce,
                workers,
                cancelOnDisconnect,
                tls,
                lifespan,
                accessLog,
                json);
    }

    /// How objects are written.
    /// @throws IllegalStateException if there is no library
    public Json json() {
        return givenJson == null ? Json.found() : givenJson;
    }
}
