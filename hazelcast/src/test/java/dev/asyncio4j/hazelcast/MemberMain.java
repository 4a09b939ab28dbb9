// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.hazelcast;

import com.hazelcast.config.Config;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.config.NetworkConfig;
import com.hazelcast.core.Hazelcast;

/// A member in a JVM of its own, and what all members of a test are like: on the loopback, found by
/// nobody else, and telling nobody.
final class MemberMain {
    private MemberMain() {}

    static Config config(String cluster, int port, int firstPort) {
        Config config = new Config().setClusterName(cluster);
        config.setProperty("hazelcast.phone.home.enabled", "false");
        config.setProperty("hazelcast.logging.type", "none");
        config.setProperty("hazelcast.partition.count", "31");
        config.setProperty("hazelcast.wait.seconds.before.join", "0");
        config.getMetricsConfig().setEnabled(false);
        NetworkConfig network = config.getNetworkConfig();
        network.setPort(port).setPortAutoIncrement(false).setPublicAddress("127.0.0.1:" + port);
        network.getInterfaces().setEnabled(true).addInterface("127.0.0.1");
        JoinConfig join = network.getJoin();
        join.getAutoDetectionConfig().setEnabled(false);
        join.getMulticastConfig().setEnabled(false);
        join.getTcpIpConfig().setEnabled(true).addMember("127.0.0.1:" + firstPort);
        return config;
    }

    /// Ends when its standard input does.
    public static void main(String[] args) throws Exception {
        Hazelcast.newHazelcastInstance(
                config(args[0], Integer.parseInt(args[1]), Integer.parseInt(args[2])));
        System.out.println("joined");
        while (System.in.read() >= 0) {}
        System.exit(0);
    }
}
