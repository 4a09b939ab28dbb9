// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net.tls;

import dev.asyncio4j.net.transport.ConnectionResetError;
import java.io.IOException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;

/// Failures of engines in words that name who and why: engines themselves say "General problem",
/// and put
/// the reason four causes deep.
final class Refusals {

    private Refusals() {}

    /// The failure in our words.
    /// @param host the other side
    /// @param early whether hands were not shaken yet
    static IOException told(IOException failure, String host, boolean early) {
        IOException told =
                switch (failure) {
                    case SslEofError ours -> ours;
                    case SSLException broken when isAboutCertificate(broken) ->
                            new SslCertVerificationError(
                                    host + ": certificate verify failed: " + reason(broken));
                    case SSLException broken when early ->
                            new SSLHandshakeException(
                                    host + ": SSL handshake failed: " + reason(broken));
                    case SSLException broken -> new SSLException(host + ": " + reason(broken));
                    case ConnectionResetError gone when early ->
                            new ConnectionResetError(
                                    host + ": SSL handshake failed: " + gone.getMessage());
                    default -> failure;
                };
        if (told != failure) {
            told.initCause(failure);
        }
        return told;
    }

    private static boolean isAboutCertificate(Throwable failure) {
        for (Throwable each = failure; each != null; each = each.getCause()) {
            if (each instanceof CertificateException
                    || each instanceof CertPathValidatorException
                    || each instanceof CertPathBuilderException) {
                return true;
            }
        }
        return false;
    }

    /// The deepest message there is.
    private static String reason(Throwable failure) {
        String reason = failure.getClass().getSimpleName();
        for (Throwable each = failure; each != null; each = each.getCause()) {
            if (each.getMessage() != null) {
                reason = each.getMessage();
            }
        }
        return reason;
    }
}
