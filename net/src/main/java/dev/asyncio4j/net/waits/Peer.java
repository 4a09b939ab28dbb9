// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net.waits;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.util.Locale;
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
            return quoted(unix.getPath().toString());
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
        return PLAIN.matcher(name).matches() ? name : quoted(name);
    }

    /// Text in quotes and on one line, whatever is in it, as Python's `repr` writes it.
    public static String quoted(String text) {
        StringBuilder quoted = new StringBuilder(text.length() + 2).append('\'');
        text.codePoints().forEach(point -> append(quoted, point));
        return quoted.append('\'').toString();
    }

    private static void append(StringBuilder quoted, int point) {
        if (point == '\'' || point == '\\') {
            quoted.append('\\').append((char) point);
        } else if (isHarmless(point)) {
            quoted.appendCodePoint(point);
        } else {
            String form = point < 256 ? "\\x%02x" : point < 65536 ? "\\u%04x" : "\\U%08x";
            quoted.append(String.format(Locale.ROOT, form, point));
        }
    }

    /// Not a control, half a character, a line's end or a mark that turns the direction of writing.
    private static boolean isHarmless(int point) {
        return switch (Character.getType(point)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.UNASSIGNED,
                    Character.PRIVATE_USE ->
                    false;
            default -> true;
        };
    }
}
