// SPDX-License-Identifier: Apache-2.0

/// Tests that use the library as its users do: from outside its packages, with its JUnit extension.
package it;
