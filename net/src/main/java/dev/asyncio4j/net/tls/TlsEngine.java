// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net.tls;

/// Who encrypts.
public enum TlsEngine {
    /// The JDK.
    JDK,
    /// Google's library, in native code. Needs `netty-tcnative-boringssl-static` on the class path.
    BORINGSSL
}
