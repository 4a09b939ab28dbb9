// SPDX-License-Identifier: Apache-2.0

/// What messages are made of, whoever sends them: header fields, cookies, JSON. The lowest floor of
/// HTTP; start at [dev.asyncio4j.http.message.Headers].
package dev.asyncio4j.http.message;
