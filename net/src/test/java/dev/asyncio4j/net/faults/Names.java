// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net.faults;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.net.spi.InetAddressResolver;
import java.net.spi.InetAddressResolverProvider;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/// The resolver of the JVM that runs the tests: the usual one, but that names under `silent.test`
/// block until they are released, names under `good.test` are 127.0.0.1, and others under `test`
/// do not exist.
public final class Names extends InetAddressResolverProvider {

    private static volatile CountDownLatch released = new CountDownLatch(1);

    /// How many lookups are blocked.
    static final AtomicInteger BLOCKED = new AtomicInteger();

    /// Lets those go on that are blocked, without an answer.
    static void release() {
        released.countDown();
        released = new CountDownLatch(1);
    }

    @Override
    public InetAddressResolver get(Configuration configuration) {
        InetAddressResolver usual = configuration.builtinResolver();
        return new InetAddressResolver() {
            @Override
            public Stream<InetAddress> lookupByName(String host, LookupPolicy policy)
                    throws UnknownHostException {
                if (host.endsWith(".silent.test")) {
                    block(host);
                }
                if (host.endsWith(".good.test")) {
                    return Stream.of(InetAddress.getByAddress(host, new byte[] {127, 0, 0, 1}));
                }
                if (host.endsWith(".test")) {
                    throw new UnknownHostException(host + ": Name or service not known");
                }
                return usual.lookupByName(host, policy);
            }

            @Override
            public String lookupByAddress(byte[] address) throws UnknownHostException {
                return usual.lookupByAddress(address);
            }
        };
    }

    /// As the system's resolver, it cannot be interrupted.
    private static void block(String host) throws UnknownHostException {
        BLOCKED.incrementAndGet();
        CountDownLatch mine = released;
        boolean interrupted = false;
        while (true) {
            try {
                mine.await();
                break;
            } catch (InterruptedException deaf) {
                interrupted = true;
            }
        }
        BLOCKED.decrementAndGet();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        throw new UnknownHostException(host + ": Temporary failure in name resolution");
    }

    @Override
    public String name() {
        return "silence";
    }
}
