// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net.process;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// The calls of the GNU C library for Linux that start a child and see its end: the only native
/// code
/// here. Each blocks as the system's does.
///
/// The numbers are those of Linux on all processors that JDKs are made for. The structures of
/// `spawn.h` are opaque and made by their own `init`; here they only get room enough.
@SuppressWarnings("restricted") // that is why Launcher asks whether native access is enabled
final class Posix {

    static final int ENOENT = 2;
    static final int EINTR = 4;
    static final int E2BIG = 7;
    static final int EACCES = 13;
    static final int EINVAL = 22;
    static final int ESRCH = 3;

    private static final int O_CLOEXEC = 0x80000;
    private static final int P_PID = 1;
    private static final int WEXITED = 4;
    private static final int WNOWAIT = 0x1000000;
    private static final short SETSIGMASK = 8;
    private static final short SETSID = 0x80;
    private static final int ROOM = 512; // spawn.h's structures take 80 and 336 bytes
    private static final int SIGINFO = 128;
    private static final int SIGSET = 128;

    private static final Charset CHARSET = charset();

    private static final MemoryLayout STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO =
            STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));

    private final SymbolLookup symbols;
    private final MethodHandle pipe2;
    private final MethodHandle close;
    private final MethodHandle kill;
    private final MethodHandle waitid;
    private final MethodHandle waitpid;
    private final MethodHandle strerror;
    private final MethodHandle spawn;
    private final MethodHandle initActions;
    private final MethodHandle destroyActions;
    private final MethodHandle addDup2;
    private final MethodHandle addOpen;
    private final MethodHandle addChdir;
    private final MethodHandle addCloseFrom;
    private final MethodHandle initAttributes;
    private final MethodHandle destroyAttributes;
    private final MethodHandle setFlags;
    private final MethodHandle setSignalMask;
    private final MemorySegment environ;

    private Posix(SymbolLookup symbols) {
        this.symbols = symbols;
        pipe2 = calling("pipe2", ADDRESS, JAVA_INT);
        close = calling("close", JAVA_INT);
        kill = calling("kill", JAVA_INT, JAVA_INT);
        waitid = calling("waitid", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
        waitpid = calling("waitpid", JAVA_INT, ADDRESS, JAVA_INT);
        strerror =
                Linker.nativeLinker()
                        .downcallHandle(
                                symbol("strerror"), FunctionDescriptor.of(ADDRESS, JAVA_INT));
        spawn = calling("posix_spawn", ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS);
        String actions = "posix_spawn_file_actions_";
        initActions = calling(actions + "init", ADDRESS);
        destroyActions = calling(actions + "destroy", ADDRESS);
        addDup2 = calling(actions + "adddup2", ADDRESS, JAVA_INT, JAVA_INT);
        addOpen = calling(actions + "addopen", ADDRESS, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT);
        addChdir = calling(actions + "addchdir_np", ADDRESS, ADDRESS);
        addCloseFrom = calling(actions + "addclosefrom_np", ADDRESS, JAVA_INT);
        initAttributes = calling("posix_spawnattr_init", ADDRESS);
        destroyAttributes = calling("posix_spawnattr_destroy", ADDRESS);
        setFlags = calling("posix_spawnattr_setflags", ADDRESS, JAVA_SHORT);
        setSignalMask = calling("posix_spawnattr_setsigmask", ADDRESS, ADDRESS);
        environ = symbol("environ").reinterpret(ADDRESS.byteSize());
    }

    /// Looks the functions up.
    /// @throws UnsupportedOperationException if this is not Linux with a C library that has them
    /// all
    static Posix load() {
        if (!System.getProperty("os.name", "").equals("Linux")) {
            throw new UnsupportedOperationException("the system is not Linux");
        }
        return new Posix(Linker.nativeLinker().defaultLookup());
    }

    private MethodHandle calling(String name, MemoryLayout... parameters) {
        return Linker.nativeLinker()
                .downcallHandle(
                        symbol(name),
                        FunctionDescriptor.of(JAVA_INT, parameters),
                        Linker.Option.captureCallState("errno"));
    }

    private MemorySegment symbol(String name) {
        return symbols.find(name)
                .orElseThrow(
                        () ->
                                new UnsupportedOperationException(
                                        "the C library has no " + name + " (glibc 2.34 has)"));
    }

    /// What a call gave, and the error number if that was negative.
    private record Outcome(int value, int errno) {}

    private static Outcome call(Call call) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(STATE);
            int value = call.in(arena, state);
            return new Outcome(value, value < 0 ? (int) ERRNO.get(state, 0L) : 0);
        } catch (RuntimeException | Error failure) {
            throw failure;
        } catch (Throwable impossible) {
            throw new AssertionError("a downcall throws nothing of its own", impossible);
        }
    }

    @FunctionalInterface
    private interface Call {
        int in(Arena arena, MemorySegment state) throws Throwable;
    }

    // ---- descriptors

    /// Two ends of a pipe, that to read from first; both are closed in children that do not get
    /// them, and neither takes the place of a standard stream that this process lacks.
    int[] pipe() throws SystemError {
        int[] ends = new int[2];
        Outcome made =
                call(
                        (arena, state) -> {
                            MemorySegment pair = arena.allocate(JAVA_INT, 2);
                            int result = (int) pipe2.invokeExact(state, pair, O_CLOEXEC);
                            ends[0] = pair.getAtIndex(JAVA_INT, 0);
                            ends[1] = pair.getAtIndex(JAVA_INT, 1);
                            return result;
                        });
        if (made.value() < 0) {
            throw failed("pipe", made.errno());
        }
        if (Math.min(ends[0], ends[1]) > 2) {
            return ends;
        }
        try {
            return pipe();
        } finally {
            close(ends[0]);
            close(ends[1]);
        }
    }

    void close(int descriptor) {
        call((arena, state) -> (int) close.invokeExact(state, descriptor));
    }

    // ---- children

    /// The error number of a signal that could not be sent; 0 if it was.
    int kill(int pid, int signal) {
        return call((arena, state) -> (int) kill.invokeExact(state, pid, signal)).errno();
    }

    /// Blocks until the child has ended, and leaves it on the books.
    void awaitEnd(int pid) throws SystemError {
        Outcome ended;
        do {
            ended =
                    call(
                            (arena, state) ->
                                    (int)
                                            waitid.invokeExact(
                                                    state,
                                                    P_PID,
                                                    pid,
                                                    arena.allocate(SIGINFO, Long.BYTES),
                                                    WEXITED | WNOWAIT));
        } while (ended.errno() == EINTR);
        if (ended.value() < 0) {
            throw failed("waitid", ended.errno());
        }
    }

    /// Takes a child that has ended off the books: its exit code, or the negative number of the
    /// signal.
    int reap(int pid) throws SystemError {
        int[] status = new int[1];
        Outcome reaped;
        do {
            reaped =
                    call(
                            (arena, state) -> {
                                MemorySegment word = arena.allocate(JAVA_INT);
                                int result = (int) waitpid.invokeExact(state, pid, word, 0);
                                status[0] = word.get(JAVA_INT, 0);
                                return result;
                            });
        } while (reaped.errno() == EINTR);
        if (reaped.value() < 0) {
            throw failed("waitpid", reaped.errno());
        }
        int signal = status[0] & 0x7f;
        return signal == 0 ? (status[0] >> 8) & 0xff : -signal;
    }

    /// Starts a program, with no signal blocked and no descriptor but the standard streams.
    /// @return its number
    int spawn(Spawn spawn) throws SystemError {
        int[] pid = new int[1];
        int errno =
                call((arena, state) -> {
                            MemorySegment number = arena.allocate(JAVA_INT);
                            int result = spawn(arena, state, number, spawn);
                            pid[0] = number.get(JAVA_INT, 0);
                            return result;
                        })
                        .value();
        if (errno != 0) {
            throw failed("posix_spawn", errno);
        }
        return pid[0];
    }

    private int spawn(Arena arena, MemorySegment state, MemorySegment pid, Spawn spawn)
            throws Throwable {
        MemorySegment actions = arena.allocate(ROOM, Long.BYTES);
        MemorySegment attributes = arena.allocate(ROOM, Long.BYTES);
        int failed = (int) initActions.invokeExact(state, actions);
        failed |= (int) initAttributes.invokeExact(state, attributes);
        try {
            for (Spawn.Stream stream : spawn.streams()) {
                failed |= add(arena, state, actions, stream);
            }
            if (spawn.cwd() != null) {
                MemorySegment cwd = text(arena, spawn.cwd());
                failed |= (int) addChdir.invokeExact(state, actions, cwd);
            }
            failed |= (int) addCloseFrom.invokeExact(state, actions, 3);
            MemorySegment noSignals = arena.allocate(SIGSET, Long.BYTES);
            failed |= (int) setSignalMask.invokeExact(state, attributes, noSignals);
            short flags = (short) (SETSIGMASK | (spawn.newSession() ? SETSID : 0));
            failed |= (int) setFlags.invokeExact(state, attributes, flags);
            if (failed != 0) {
                return failed;
            }
            MemorySegment file = text(arena, spawn.file());
            MemorySegment words = texts(arena, spawn.words());
            MemorySegment env =
                    spawn.env() == null ? environ.get(ADDRESS, 0) : texts(arena, spawn.env());
            return (int) this.spawn.invokeExact(state, pid, file, actions, attributes, words, env);
        } finally {
            int ignored = (int) destroyAttributes.invokeExact(state, attributes);
            ignored |= (int) destroyActions.invokeExact(state, actions);
            assert ignored == 0 : ignored;
        }
    }

    private int add(Arena arena, MemorySegment state, MemorySegment actions, Spawn.Stream stream)
            throws Throwable {
        return switch (stream) {
            case Spawn.Duplicate(int number, int of) ->
                    (int) addDup2.invokeExact(state, actions, of, number);
            case Spawn.Open(int number, String file, int flags) -> {
                MemorySegment path = text(arena, file);
                yield (int) addOpen.invokeExact(state, actions, number, path, flags, 0666);
            }
        };
    }

    private SystemError failed(String name, int errno) {
        String words;
        try {
            MemorySegment text = (MemorySegment) strerror.invokeExact(errno);
            words = text.reinterpret(Long.MAX_VALUE).getString(0);
        } catch (RuntimeException | Error failure) {
            throw failure;
        } catch (Throwable impossible) {
            throw new AssertionError("a downcall throws nothing of its own", impossible);
        }
        return new SystemError(name, errno, words);
    }

    // ---- texts

    private static MemorySegment text(Arena arena, String text) {
        return arena.allocateFrom(text, CHARSET);
    }

    private static MemorySegment texts(Arena arena, List<String> texts) {
        MemorySegment all = arena.allocate(ADDRESS, texts.size() + 1L);
        for (int i = 0; i < texts.size(); i++) {
            all.setAtIndex(ADDRESS, i, text(arena, texts.get(i)));
        }
        return all; // the last one is null
    }

    /// What the system's texts are in; a system that says ASCII has been told nothing.
    private static Charset charset() {
        Charset told = Charset.forName(System.getProperty("native.encoding", "UTF-8"));
        return told.equals(StandardCharsets.US_ASCII) ? StandardCharsets.UTF_8 : told;
    }
}
