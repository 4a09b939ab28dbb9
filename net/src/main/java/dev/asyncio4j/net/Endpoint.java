// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net;

import dev.asyncio4j.net.transport.BaseProtocol;
import dev.asyncio4j.net.transport.BaseTransport;

/// A transport and the protocol that it calls: what asyncio's `create_connection` and its like
/// give.
///
/// @param transport moves the bytes
/// @param protocol understands them
/// @param <T> the kind of transport
/// @param <P> the kind of protocol
public record Endpoint<T extends BaseTransport, P extends BaseProtocol>(T transport, P protocol) {}
