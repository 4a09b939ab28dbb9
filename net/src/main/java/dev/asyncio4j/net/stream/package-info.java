// SPDX-License-Identifier: Apache-2.0

/// Floor 1: connections as something to read from and write to, with `await`.
///
/// [StreamReader][dev.asyncio4j.net.stream.StreamReader] and
/// [StreamWriter][dev.asyncio4j.net.stream.StreamWriter] stand on the transports of floor 0, of
/// whatever kind: [StreamReaderProtocol][dev.asyncio4j.net.stream.StreamReaderProtocol] joins them.
package dev.asyncio4j.net.stream;
