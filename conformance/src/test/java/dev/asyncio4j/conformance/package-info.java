// SPDX-License-Identifier: Apache-2.0

/// CPython's traces, ported: [ConformanceTest] runs the ports and compares what they print with
/// what CPython printed. Each port is a program as a user of the library would write it, in the
/// package of its area; `conformance/traces/README.md` says how to write one. Start at [Py], by
/// which they print.
package dev.asyncio4j.conformance;
