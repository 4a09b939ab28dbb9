// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.server;

/// How much a client may send: sizes in bytes, and counts. Immutable; each `with` returns a changed
/// copy.
///
/// @param line of the first line of a request
/// @param headers of all header fields
/// @param headerCount how many header fields
/// @param body of a request; a handler may raise it ([RequestBody#setLimit])
/// @param requests how many one connection carries
/// @param connections how many there are at a time; further ones are answered with 503
/// @param streams how many requests one connection of HTTP/2 carries at a time
public record Limits(
        int line,
        int headers,
        int headerCount,
        long body,
        int requests,
        int connections,
        int streams) {

    /// Checks them.
    /// @throws IllegalArgumentException if one is less than 1
    public Limits {
        check("line", line);
        check("headers", headers);
        check("headerCount", headerCount);
        check("body", body);
        check("requests", requests);
        check("connections", connections);
        check("streams", streams);
    }

    private static void check(String what, long value) {
        if (value < 1) {
            throw new IllegalArgumentException(what + ": " + value + " (expected: >= 1)");
        }
    }

    /// 8 KiB, 16 KiB, 100 fields, 1 MiB, 10,000 requests, 10,000 connections, 100 streams.
    public static Limits defaults() {
        return new Limits(8 * 1024, 16 * 1024, 100, 1024 * 1024, 10_000, 10_000, 100);
    }

    /// With first lines of so many bytes.
    public Limits withLine(int bytes) {
        return new Limits(bytes, headers, headerCount, body, requests, connections, streams);
    }

    /// With header fields of so many bytes.
    public Limits withHeaders(int bytes) {
        return new Limits(line, bytes, headerCount, body, requests, connections, streams);
    }

    /// With so many header fields.
    public Limits withHeaderCount(int count) {
        return new Limits(line, headers, count, body, requests, connections, streams);
    }

    /// With bodies of so many bytes.
    public Limits withBody(long bytes) {
        return new Limits(line, headers, headerCount, bytes, requests, connections, streams);
    }

    /// With so many requests of a connection.
    public Limits withRequests(int count) {
        return new Limits(line, headers, headerCount, body, count, connections, streams);
    }

    /// With so many connections.
    public Limits withConnections(int count) {
        return new Limits(line, headers, headerCount, body, requests, count, streams);
    }

    /// With so many requests at a time on a connection of HTTP/2.
    public Limits withStreams(int count) {
        return new Limits(line, headers, headerCount, body, requests, connections, count);
    }
}
