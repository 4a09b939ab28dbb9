// SPDX-License-Identifier: Apache-2.0

/// Streams over one connection: HTTP/2 without what requests and responses mean, for both sides.
/// Above `wire`, whose frames it sends and takes. Start at [dev.asyncio4j.http.h2.Multiplex].
package dev.asyncio4j.http.h2;
