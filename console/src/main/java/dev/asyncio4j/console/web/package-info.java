// SPDX-License-Identifier: Apache-2.0

/// Floor 1, hidden: the page's server, which runs on daemon threads of its own.
///
/// Start at [WebServer][dev.asyncio4j.console.web.WebServer]; what it refuses is in
/// [Guard][dev.asyncio4j.console.web.Guard].
package dev.asyncio4j.console.web;
