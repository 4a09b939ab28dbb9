// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net.process;

import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.Asyncio.createTask;
import static dev.asyncio4j.Asyncio.sleep;
import static dev.asyncio4j.net.process.Children.ALL;
import static dev.asyncio4j.net.process.Children.OUT;
import static dev.asyncio4j.net.process.Children.end;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.asyncio4j.Task;
import dev.asyncio4j.net.Stage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/// The limits of the JDK's launcher, as they are documented.
@Tag("real-time") // they are real processes
@EnabledOnOs(OS.LINUX)
class JdkLauncherTest {
    private final Stage stage = Stage.real();
    private final Children children = Children.of("jdk");

    @AfterEach
    void endsCleanly() {
        children.leaveNothing(stage);
    }

    @Test
    void launcher_saysWhyItIsTheOne() {
        assertThat(Launcher.choose("jdk"))
                .hasToString("the JDK's ProcessBuilder: asyncio4j.process=jdk asks for it");
    }

    @Test
    void exitCodes_from129To192_areTakenForSignals() {
        stage.play(
                () -> {
                    for (int code : new int[] {129, 137, 192}) {
                        Process child = await(children.sh(ALL, "exit " + code));
                        assertThat(await(child.waitOn())).isEqualTo(128 - code);
                    }
                    Process other = await(children.sh(ALL, "exit 193"));
                    assertThat(await(other.waitOn())).isEqualTo(193);
                });
    }

    @Test
    void newSession_isRefused() {
        stage.play(
                () ->
                        assertThatThrownBy(
                                        () -> await(children.sh(ALL.withNewSession(true), "true")))
                                .isInstanceOf(UnsupportedOperationException.class)
                                .hasMessage(
                                        "newSession needs the system's own calls, but here is the"
                                                + " JDK's ProcessBuilder: asyncio4j.process=jdk asks"
                                                + " for it"));
    }

    @Test
    void grandchild_thatKeepsThePipe_isLeftByClosing() {
        stage.play(
                () -> {
                    Process child =
                            await(children.sh(OUT, "sleep 1000 & echo $!; exec sleep 1001"));
                    long grandchild = children.grandchildOf(child);
                    Task<Integer> waiting = createTask(child.waitOn());
                    await(sleep(0));

                    child.close();

                    assertThat(await(waiting)).isEqualTo(-9);
                    end(grandchild);
                });
    }
}
