// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net.waits;

import dev.asyncio4j.text.Quoted;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The other side, in words. Nothing is looked up, and nothing that a terminal might obey comes
/// out: paths stand in quotes, and names that are not plain ones do too. **Thread** any.
public final class Peer {

    private static final Pattern PLAIN = Pattern.compile("[\\p{Alnum}._:%-]{1,255}");

    private Peer() {}

    /// The other side of a transport: its address; of a client that has none, that of the server.
    /// @param extraInfo the transport's
    public static String of(Function<String, @Nullable Object> extraInfo) {
        Object peer = extraInfo.apply("peername");
        if (peer instanceof SocketAddress address && !isNameless(address)) {
            return text(address);
        }
        if (extraInfo.apply("sockname") instanceof UnixDomainSocketAddress here
                && !isNameless(here)) {
            return "a client of " + text(here);
        }
        return extraInfo.apply("pipe") == null ? "a peer without an address" : "a pipe";
    }

    private static boolean isNameless(SocketAddress address) {
        return address instanceof UnixDomainSocketAddress unix
                && unix.getPath().toString().isEmpty();
    }

    /// An address: `127.0.0.1:80`, `[0:0:0:0:0:0:0:1]:80`, `'/run/app.sock'`; with the name that it
    /// was found by, if it has one, `example.org (192.0.2.1:443)`.
    public static String text(SocketAddress address) {
        if (address instanceof UnixDomainSocketAddress unix) {
            return Quoted.of(unix.getPath().toString());
        }
        if (!(address instanceof InetSocketAddress inet)) {
            return name(address.toString());
        }
        String name = inet.getHostString(); // which looks nothing up
        if (inet.isUnresolved()) {
            return authority(name, inet.getPort());
        }
        String digits = inet.getAddress().getHostAddress();
        String text = authority(digits, inet.getPort());
        return name.equals(digits) ? text : name(name) + " (" + text + ")";
    }

    /// A host with its port.
    public static String authority(String host, int port) {
        String name = name(host);
        return (name.indexOf(':') < 0 || !name.equals(host) ? name : "[" + name + "]") + ":" + port;
    }

    /// A name as it is, if it is a plain one; else in quotes.
    public static String name(String name) {
        return PLAIN.matcher(name).matches() ? name : Quoted.of(name);
    }
}
