// SPDX-License-Identifier: Apache-2.0
/// Holds the pages of `docs/` and the README to the library: what they show compiles and prints
/// what they say,
/// and their links lead somewhere.
package it.docs;
