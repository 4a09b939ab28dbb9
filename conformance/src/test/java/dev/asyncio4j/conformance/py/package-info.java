// SPDX-License-Identifier: Apache-2.0

/// What the Python programs raise themselves and asyncio never does: Python's exceptions that the
/// library has no use for, under Python's names. They are unchecked, so that a port can catch them
/// where the Python program does.
package dev.asyncio4j.conformance.py;
