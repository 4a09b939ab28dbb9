// SPDX-License-Identifier: Apache-2.0
package stranger;

import static dev.asyncio4j.Asyncio.*;
import static dev.asyncio4j.hazelcast.HazelcastExecutor.job;

import com.hazelcast.config.Config;
import com.hazelcast.core.Hazelcast;
import dev.asyncio4j.hazelcast.HazelcastExecutor;

/// A job for a cluster of one member.
public final class Main {

    private Main() {}

    public static void main(String[] none) {
        var config = new Config().setClusterName("stranger");
        config.setProperty("hazelcast.phone.home.enabled", "false");
        config.setProperty("hazelcast.logging.type", "none");
        var network = config.getNetworkConfig();
        network.getInterfaces().setEnabled(true).addInterface("127.0.0.1");
        network.getJoin().getAutoDetectionConfig().setEnabled(false);
        network.getJoin().getMulticastConfig().setEnabled(false);
        var member = Hazelcast.newHazelcastInstance(config);
        try (var pages = new HazelcastExecutor(member, "pages")) {
            System.out.println(
                    run(async(() -> await(runInExecutor(pages, job(() -> "a page".length()))))));
        } finally {
            member.shutdown();
        }
    }
}
