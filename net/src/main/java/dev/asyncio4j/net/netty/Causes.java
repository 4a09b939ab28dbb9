// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net.netty;

import dev.asyncio4j.net.transport.BrokenPipeError;
import dev.asyncio4j.net.transport.ConnectionResetError;
import io.netty.channel.ChannelException;
import io.netty.channel.unix.Errors.NativeIoException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.PortUnreachableException;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.NotYetConnectedException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.NoSuchFileException;
import java.util.Locale;
import java.util.function.Supplier;

/// Failures of Netty and the JDK as those that our users can catch by type: one for each cause that
/// they can act on, whichever engine it came from.
public final class Causes {

    private Causes() {}

    /// The failure of connecting to `remote` in our words.
    static Throwable of(Throwable failure, SocketAddress remote) {
        Throwable ours = of(failure);
        if (ours instanceof NoSuchFileException && remote instanceof UnixDomainSocketAddress unix) {
            Throwable named = new NoSuchFileException(unix.getPath().toString());
            named.initCause(failure);
            return named;
        }
        return ours;
    }

    /// The failure in our words.
    static Throwable of(Throwable failure) {
        Throwable cause = plain(failure);
        String text = cause.getMessage() == null ? "" : cause.getMessage();
        String lower = text.toLowerCase(Locale.ROOT);
        Throwable ours = null;
        if (cause instanceof ConnectionResetError || cause instanceof BrokenPipeError) {
            return cause;
        } else if (lower.contains("connection reset")) {
            ours = new ConnectionResetError("Connection reset by peer");
        } else if (lower.contains("broken pipe")) {
            ours = new BrokenPipeError("Broken pipe");
        } else if (cause instanceof PortUnreachableException
                || lower.contains("connection refused")) {
            ours = new ConnectException("Connection refused" + about(text));
        } else if (cause instanceof FileNotFoundException || lower.contains("no such file")) {
            ours = new NoSuchFileException(path(text));
        } else if (lower.contains("address already in use")) {
            ours = new BindException("Address already in use");
        } else if (lower.contains("unreachable") || lower.contains("no route")) {
            ours = new NoRouteToHostException(text);
        } else if (isShortage(cause) && !(cause instanceof SocketException)) {
            ours = new SocketException(shortage(lower));
        } else if (cause instanceof NativeIoException) {
            ours = new SocketException(text);
        } else if (cause instanceof NotYetConnectedException) {
            ours = new SocketException("Socket is not connected");
        } else if (cause instanceof UnresolvedAddressException) {
            ours = new IOException("address is not resolved");
        }
        if (ours == null) {
            return cause;
        }
        ours.initCause(cause);
        return ours;
    }

    /// What `maker` makes; a refusal of the system in our words.
    static <T> T made(Supplier<T> maker) {
        try {
            return maker.get();
        } catch (ChannelException refused) {
            throw Causes.<RuntimeException>sneak(of(refused));
        }
    }

    /// What lies below Netty's wrapper of a socket that could not be made.
    private static Throwable plain(Throwable failure) {
        Throwable below = failure.getCause();
        return failure instanceof ChannelException && below != null ? plain(below) : failure;
    }

    /// Whether the system has run out of descriptors or memory, which may pass.
    public static boolean isShortage(Throwable cause) {
        String text = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
        return text.contains("too many open files")
                || text.contains("no buffer space")
                || text.contains("cannot allocate memory");
    }

    private static String shortage(String lower) {
        return lower.contains("too many open files")
                ? "Too many open files"
                : lower.contains("no buffer space")
                        ? "No buffer space available"
                        : "Cannot allocate memory";
    }

    private static String about(String text) {
        int address = text.lastIndexOf(": ");
        return address < 0 ? "" : text.substring(address);
    }

    private static String path(String text) {
        int path = text.lastIndexOf(": ");
        return path < 0 ? "" : text.substring(path + 2);
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // as `await` does: as it is
    static <X extends Throwable> X sneak(Throwable failure) throws X {
        throw (X) failure;
    }
}
