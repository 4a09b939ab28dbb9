// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.console.web;

/// Why a request gets no answer.
///
/// @param status the HTTP status
/// @param reason one sentence, without anything from the request
record Refusal(int status, String reason) {}
