// SPDX-License-Identifier: Apache-2.0

/// Floor 1: TLS over any transport.
///
/// Begin at [TlsSettings][dev.asyncio4j.net.tls.TlsSettings], which says how a connection is
/// encrypted.
/// [TlsProtocol][dev.asyncio4j.net.tls.TlsProtocol] does it: below, it is the protocol of any
/// transport, be
/// that a socket, a simulated one, or another TLS; above, it shows a transport that encrypts.
/// [TlsSession][dev.asyncio4j.net.tls.TlsSession] tells what the two sides have agreed on. Nothing
/// here knows
/// a socket, and of the engine only what `SSLEngine` says.
package dev.asyncio4j.net.tls;
