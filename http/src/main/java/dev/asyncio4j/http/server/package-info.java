// SPDX-License-Identifier: Apache-2.0

/// The server: handlers, which are plain functions that may await, and what calls them. Start at
/// [dev.asyncio4j.http.server.Handler] and [dev.asyncio4j.http.server.Router].
package dev.asyncio4j.http.server;
