// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net;

import static dev.asyncio4j.Asyncio.async;
import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.Asyncio.createTask;
import static dev.asyncio4j.Asyncio.waitOn;

import dev.asyncio4j.ExceptionGroup;
import dev.asyncio4j.Future;
import dev.asyncio4j.ReturnWhen;
import dev.asyncio4j.Task;
import dev.asyncio4j.WaitResult;
import dev.asyncio4j.net.netty.NettyLoop;
import dev.asyncio4j.net.netty.Streams;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Tries the addresses of a host until one answers: one after the other, or, with a delay,
/// overlapping
/// (Happy Eyeballs). **Thread** loop, in a task. **Source** RFC 8305, as `asyncio.staggered` has
/// it.
final class Connecting {

    private final NettyLoop net;
    private final ConnectOptions options;
    private final boolean plain;
    private final List<Exception> failures = new ArrayList<>();

    Connecting(NettyLoop net, ConnectOptions options, boolean plain) {
        this.net = net;
        this.options = options;
        this.plain = plain;
    }

    /// A connection to the first that answers. **Suspends** always. **If cancelled** all attempts
    /// are
    /// given up.
    Streams.Connected toAny(List<InetSocketAddress> addresses) throws Exception {
        List<InetSocketAddress> ordered =
                options.interleave() > 0 ? interleaved(addresses, options.interleave()) : addresses;
        Duration delay = options.happyEyeballsDelay();
        Streams.Connected first =
                delay == null ? oneAfterTheOther(ordered) : overlapping(ordered, delay);
        if (first != null) {
            return first;
        }
        throw failure();
    }

    private Exception failure() {
        if (options.allErrors()) {
            return new ExceptionGroup("create_connection failed", failures);
        }
        Exception first = failures.getFirst();
        boolean same = failures.stream().allMatch(each -> text(each).equals(text(first)));
        if (same) {
            return first;
        }
        IOException several =
                new IOException(
                        "Multiple exceptions: "
                                + String.join(
                                        ", ", failures.stream().map(Connecting::text).toList()));
        failures.forEach(several::addSuppressed);
        return several;
    }

    private static String text(Exception failure) {
        return String.valueOf(failure.getMessage());
    }

    private Streams.@Nullable Connected oneAfterTheOther(List<InetSocketAddress> addresses) {
        for (InetSocketAddress address : addresses) {
            try {
                return attempt(address);
            } catch (Exception refused) {
                failures.add(refused);
            }
        }
        return null;
    }

    private Streams.Connected attempt(InetSocketAddress address) {
        return Streams.connect(net, address, options.localAddress(), options.keepAlive(), plain);
    }

    private Streams.@Nullable Connected overlapping(
            List<InetSocketAddress> addresses, Duration delay) {
        Set<Task<Streams.Connected>> pending = new LinkedHashSet<>();
        int next = 0;
        try {
            while (next < addresses.size() || !pending.isEmpty()) {
                if (next < addresses.size()) {
                    InetSocketAddress address = addresses.get(next++);
                    pending.add(createTask(async("connect", () -> attempt(address))));
                }
                WaitResult<Streams.Connected> result =
                        next < addresses.size()
                                ? await(waitOn(pending, delay, ReturnWhen.FIRST_COMPLETED))
                                : await(waitOn(pending, ReturnWhen.FIRST_COMPLETED));
                for (var done : result.done()) {
                    pending.remove(done);
                    if (done.exception() instanceof Exception refused) {
                        failures.add(refused);
                    } else {
                        return done.result();
                    }
                }
            }
            return null;
        } finally {
            giveUp(pending);
        }
    }

    /// Ends the attempts that are not needed any more; one may have been successful meanwhile. It
    /// does not wait for them: a cancellation of that wait would lose the one that has won.
    private static void giveUp(Set<Task<Streams.Connected>> pending) {
        for (Task<Streams.Connected> each : pending) {
            each.cancel();
            each.addDoneCallback(Connecting::closeLate);
        }
    }

    private static void closeLate(Future<Streams.Connected> end) {
        if (!end.isCancelled() && end.exception() == null) {
            end.result().close();
        }
    }

    /// The families in turn, beginning with `first` addresses of the family that comes first.
    static List<InetSocketAddress> interleaved(List<InetSocketAddress> addresses, int first) {
        Map<Class<?>, List<InetSocketAddress>> families = new LinkedHashMap<>();
        for (InetSocketAddress each : addresses) {
            families.computeIfAbsent(each.getAddress().getClass(), family -> new ArrayList<>())
                    .add(each);
        }
        List<List<InetSocketAddress>> lists = new ArrayList<>(families.values());
        List<InetSocketAddress> ordered = new ArrayList<>();
        if (!lists.isEmpty()) {
            List<InetSocketAddress> leading = lists.getFirst();
            int ahead = Math.min(first - 1, leading.size());
            ordered.addAll(leading.subList(0, ahead));
            leading.subList(0, ahead).clear();
        }
        for (int i = 0; ordered.size() < addresses.size(); i++) {
            for (List<InetSocketAddress> list : lists) {
                if (i < list.size()) {
                    ordered.add(list.get(i));
                }
            }
        }
        return ordered;
    }
}
