// SPDX-License-Identifier: Apache-2.0

/// Asking servers over HTTP: a session, requests, answers.
///
/// Start at [dev.asyncio4j.http.client.HttpClient].
package dev.asyncio4j.http.client;
