// SPDX-License-Identifier: Apache-2.0

/// Bytes to messages and back, by Netty's codecs, which nothing else sees. Where a codec accepts
/// what it should not, the message is refused here, and never repaired. Start at
/// [dev.asyncio4j.http.wire.RequestParser].
package dev.asyncio4j.http.wire;
