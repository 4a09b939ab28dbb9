// SPDX-License-Identifier: Apache-2.0

/// The house rules that each published module's tests hold its sources to. The modules share them
/// by the test-jar of `core`.
package dev.asyncio4j.rules;
