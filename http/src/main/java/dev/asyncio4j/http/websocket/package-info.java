// SPDX-License-Identifier: Apache-2.0

/// WebSockets, whichever side has begun them. Start at [dev.asyncio4j.http.websocket.WebSocket].
package dev.asyncio4j.http.websocket;
