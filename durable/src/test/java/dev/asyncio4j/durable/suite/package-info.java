// SPDX-License-Identifier: Apache-2.0

/// What every adapter to a broker must pass, and what its tests need to start and kill brokers.
package dev.asyncio4j.durable.suite;
