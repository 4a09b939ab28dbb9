// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net.process;

import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.Asyncio.sleep;
import static dev.asyncio4j.Asyncio.timeout;

import dev.asyncio4j.Coroutine;
import dev.asyncio4j.net.Stage;
import dev.asyncio4j.net.transport.SubprocessProtocol;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// What tests of children need: one of the two launchers, and the system's books.
record Children(Launcher launcher, List<Long> grandchildren) {

    static final SubprocessOptions OUT = SubprocessOptions.defaults().withStdout(Subprocess.PIPE);
    static final SubprocessOptions IN_OUT = OUT.withStdin(Subprocess.PIPE);
    static final SubprocessOptions ALL = SubprocessOptions.pipes();

    static Children of(String kind) {
        return new Children(Launcher.choose(kind), new ArrayList<>());
    }

    Coroutine<Process> exec(SubprocessOptions options, String... words) {
        return Subprocess.create(launcher, new Command(List.of(words), options));
    }

    Coroutine<Process> sh(SubprocessOptions options, String line) {
        return Subprocess.create(launcher, Command.shell(line, options));
    }

    <P extends SubprocessProtocol> Coroutine<Subprocess.Started<P>> sh(
            Supplier<P> factory, SubprocessOptions options, String line) {
        return ChildTransport.start(launcher, factory, Command.shell(line, options));
    }

    /// The number of a grandchild, which a child writes as its first line. It is ended with the
    /// test, if not before.
    long grandchildOf(Process child) {
        long grandchild = Long.parseLong(Stage.text(await(child.stdout().readline())).strip());
        grandchildren.add(grandchild);
        return grandchild;
    }

    // ---- the system's books

    /// What the open descriptors stand for, each by a name of its own, as `socket:[4711]`.
    static Set<String> descriptors() {
        Set<String> open = new TreeSet<>();
        try (Stream<Path> links = Files.list(Path.of("/proc/self/fd"))) {
            for (Path link : links.toList()) {
                try {
                    open.add(Files.readSymbolicLink(link).toString());
                } catch (NoSuchFileException closedMeanwhile) {
                    // is not open
                }
            }
            return open;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The threads of children, which end some time after them.
    static List<String> threads() {
        return threads("asyncio-child-");
    }

    static List<String> threads(String prefix) {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith(prefix))
                .toList();
    }

    /// The children of this process that have ended and are still on the books.
    static List<Long> zombies() {
        return ProcessHandle.current()
                .children()
                .map(ProcessHandle::pid)
                .filter(pid -> state(pid) == 'Z')
                .toList();
    }

    /// `R`, `S`, `T`, `Z`..., or `-` if there is no such process.
    static char state(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
            return stat.charAt(stat.lastIndexOf(')') + 2);
        } catch (NoSuchFileException gone) {
            return '-';
        } catch (IOException e) {
            return '-'; // it went while it was read
        }
    }

    // ---- what takes its time

    /// Lets the loop turn until it is so.
    static void until(BooleanSupplier condition) {
        await(
                timeout(
                        20,
                        () -> {
                            while (!condition.getAsBoolean()) {
                                await(sleep(0.002));
                            }
                        }));
    }

    static void untilGone(long pid) {
        until(() -> state(pid) == '-');
    }

    /// Ends a process that is not ours to wait for.
    static void end(long pid) {
        ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
        untilGone(pid);
    }

    /// The end of every test, failed or not: its loop takes children along that are still there.
    void leaveNothing(Stage stage) {
        try {
            stage.endsCleanly();
        } finally {
            Stage after = Stage.real();
            after.play(
                    () -> {
                        grandchildren.forEach(Children::end);
                        until(() -> threads().isEmpty());
                        until(() -> zombies().isEmpty());
                    });
            after.endsCleanly();
        }
    }
}
