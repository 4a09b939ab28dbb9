// SPDX-License-Identifier: Apache-2.0

/// The front door of HTTP: [dev.asyncio4j.http.Http].
package dev.asyncio4j.http;
