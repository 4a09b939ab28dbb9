// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.h2;

import dev.asyncio4j.http.wire.ErrorCode;
import dev.asyncio4j.http.wire.FrameFault;

/// How a stream was broken off.
///
/// @param by by whom
/// @param code how it was said, or is to be
/// @param why which rule was broken; empty if none was
public record Loss(By by, ErrorCode code, String why) {

    /// By whom.
    public enum By {
        /// The peer wants no more of it.
        PEER,
        /// The peer has not looked at it, and will not: another connection may carry it.
        UNSEEN,
        /// This side, since the peer has broken a rule.
        FAULT,
        /// Nobody: the connection has ended.
        CONNECTION
    }

    static Loss byPeer(ErrorCode code) {
        return new Loss(code == ErrorCode.REFUSED_STREAM ? By.UNSEEN : By.PEER, code, "");
    }

    static Loss unseen(ErrorCode code) {
        return new Loss(By.UNSEEN, code, "");
    }

    static Loss byFault(FrameFault fault) {
        return new Loss(By.FAULT, fault.code(), String.valueOf(fault.getMessage()));
    }

    /// With the connection.
    public static Loss ofConnection(ErrorCode code) {
        return new Loss(By.CONNECTION, code, "");
    }
}
