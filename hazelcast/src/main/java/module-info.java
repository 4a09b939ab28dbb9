// SPDX-License-Identifier: Apache-2.0

import org.jspecify.annotations.NullMarked;

/// Jobs for the members of a Hazelcast cluster.
///
/// Start at [dev.asyncio4j.hazelcast.HazelcastExecutor].
@NullMarked
@SuppressWarnings({
    "requires-automatic", // the cluster has a module name, but no module yet
    "requires-transitive-automatic"
})
module dev.asyncio4j.hazelcast {
    requires static org.jspecify;
    requires transitive dev.asyncio4j;
    requires transitive com.hazelcast.core;
    requires java.se; // what the cluster needs; it cannot say so itself, since it is no module yet

    exports dev.asyncio4j.hazelcast;
}
