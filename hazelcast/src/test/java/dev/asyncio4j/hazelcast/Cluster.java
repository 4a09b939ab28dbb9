// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.hazelcast;

import static org.assertj.core.api.Assertions.assertThat;

import com.hazelcast.client.HazelcastClient;
import com.hazelcast.client.config.ClientConfig;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;

/// Two members: one in this JVM, and one in a process that can be killed, and is replaced.
final class Cluster implements AutoCloseable {
    private final String name = "test-" + ProcessHandle.current().pid();
    private final int port;
    private final HazelcastInstance here;
    private Process other;

    Cluster() throws IOException {
        port = freePort();
        here = Hazelcast.newHazelcastInstance(MemberMain.config(name, port, port));
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    HazelcastInstance here() {
        return here;
    }

    /// Somebody who is no member.
    HazelcastInstance client() {
        ClientConfig config = new ClientConfig().setClusterName(name);
        config.setProperty("hazelcast.logging.type", "none");
        config.getNetworkConfig().addAddress("127.0.0.1:" + port);
        config.getNetworkConfig().getAutoDetectionConfig().setEnabled(false);
        return HazelcastClient.newHazelcastClient(config);
    }

    /// The process of the other member.
    long otherPid() {
        return other.pid();
    }

    /// Starts the other member, if there is none. Blocks until both have joined.
    void complete() throws Exception {
        if (other != null && other.isAlive()) {
            return;
        }
        other =
                new ProcessBuilder(
                                ProcessHandle.current().info().command().orElseThrow(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                "-Xmx256m",
                                "-XX:+UseSerialGC",
                                "-XX:TieredStopAtLevel=1",
                                MemberMain.class.getName(),
                                name,
                                "" + freePort(),
                                "" + port)
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
        assertThat(other.inputReader().readLine()).isEqualTo("joined");
        assertThat(here.getCluster().getMembers()).hasSize(2);
        awaitBalance();
    }

    /// Blocks until each has partitions, so that jobs for partitions go to both.
    private void awaitBalance() {
        while (here.getPartitionService().getPartitions().stream()
                        .map(partition -> partition.getOwner())
                        .distinct()
                        .count()
                < 2) {
            here.getMap("warm").put("key", "value");
        }
    }

    /// SIGKILL. Blocks until it is dead.
    void killOther() {
        other.destroyForcibly();
        other.onExit().join();
    }

    @Override
    public void close() {
        here.getLifecycleService().terminate();
        if (other != null) {
            killOther();
        }
    }

    List<Long> pids() {
        return List.of(ProcessHandle.current().pid(), otherPid());
    }
}
