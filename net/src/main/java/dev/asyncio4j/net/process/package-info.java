// SPDX-License-Identifier: Apache-2.0

/// Floor 2: child processes.
///
/// Programs begin at [Subprocess][dev.asyncio4j.net.process.Subprocess], which starts a
/// [Process][dev.asyncio4j.net.process.Process] with streams; or, one floor lower, a protocol of
/// their own on `ChildTransport`. What a child is to the operating system is behind `Child` and
/// `Launcher`, of which there are two: one that calls the system itself and knows exactly how a
/// child ended, and the JDK's, for where that is not allowed. Everything that blocks runs on
/// threads of the child's own.
package dev.asyncio4j.net.process;
