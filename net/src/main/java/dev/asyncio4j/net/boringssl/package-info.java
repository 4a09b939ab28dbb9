// SPDX-License-Identifier: Apache-2.0

/// Floor 0, hidden: BoringSSL by Netty, as engines that look like the JDK's.
///
/// Only [BoringSsl][dev.asyncio4j.net.boringssl.BoringSsl]; it is not looked at unless a program
/// asks for it.
package dev.asyncio4j.net.boringssl;
