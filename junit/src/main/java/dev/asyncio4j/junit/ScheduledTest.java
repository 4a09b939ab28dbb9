// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.junit;

import dev.asyncio4j.Asyncio;
import dev.asyncio4j.Coroutine;
import dev.asyncio4j.EventLoop;
import dev.asyncio4j.Task;
import dev.asyncio4j.loop.Fault;
import dev.asyncio4j.testing.Explorer;
import dev.asyncio4j.testing.Schedule;
import dev.asyncio4j.testing.VirtualTime;
import java.lang.reflect.Method;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor.Invocation;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;

/// One test under many schedules: JUnit calls it once, the [Explorer] runs it as often as it
/// likes, each time with [Instances] of its own.
final class ScheduledTest implements Arena {

    // set once
    private final Settings settings;
    private final ExtensionContext context;
    private final Watch watch;

    // the loop that runs now
    private volatile @Nullable EventLoop loop;

    ScheduledTest(Settings settings, ExtensionContext context, String name) {
        this.settings = settings;
        this.context = context;
        this.watch = new Watch(name, settings.limitSeconds(), () -> {});
    }

    @Override
    public Settings settings() {
        return settings;
    }

    @Override
    public @Nullable EventLoop loop() {
        return loop;
    }

    @Override
    public @Nullable VirtualTime time() {
        EventLoop now = loop;
        return now == null ? null : (VirtualTime) now.options().clock();
    }

    @Override
    public void around(Method method, Invocation<@Nullable Void> call, boolean inLoop) {
        call.skip(); // each run calls it itself
    }

    @Override
    public void test(Invocation<@Nullable Void> call, ReflectiveInvocationContext<Method> how)
            throws Throwable {
        call.skip();
        Explorer explorer = explorer();
        watch.run(
                () -> {
                    if (settings.only().isEmpty()) {
                        explorer.explore(() -> program(how));
                    } else {
                        explorer.replay(Schedule.parse(settings.only()), () -> program(how));
                    }
                });
    }

    private Explorer explorer() {
        Schedules wish = settings.schedules();
        Explorer usual = Explorer.defaults().withStrict(true).withSchedules(settings.many());
        return wish == null
                ? usual
                : usual.withSeed(wish.seed())
                        .withKinds(wish.kinds())
                        .withInjections(wish.inject())
                        .withMaxSteps(wish.maxSteps());
    }

    private Coroutine<?> program(ReflectiveInvocationContext<Method> how) {
        if (watch.hasExpired()) {
            throw new IllegalStateException("the time limit is over");
        }
        return Asyncio.async(how.getExecutable().getName(), () -> play(how));
    }

    /// One run: in its main task.
    private void play(ReflectiveInvocationContext<Method> how) {
        EventLoop mine = EventLoop.running();
        loop = mine;
        watch.begin(mine);
        Task<?> task = Task.current();
        if (task != null) {
            task.setName(how.getExecutable().getName());
        }
        Findings findings = new Findings(settings.allowed());
        BiConsumer<? super EventLoop, ? super Fault> explorers = mine.exceptionHandler();
        BiConsumer<EventLoop, Fault> handler =
                (here, fault) -> tell(explorers, here, fault, findings.note(here, fault));
        mine.setExceptionHandler(handler);
        boolean content = false;
        try {
            new Instances(context).play(how.getExecutable(), arguments(how));
            content = true;
        } finally {
            mine.setExceptionHandler(handler); // the test may have set one of its own
            if (!content) {
                findings.noteFailedBody();
            }
        }
        findings.noteLeakedTasks(mine);
        NeglectError error = findings.error();
        if (error != null) {
            throw error;
        }
    }

    private static void tell(
            @Nullable BiConsumer<? super EventLoop, ? super Fault> explorers,
            EventLoop here,
            Fault fault,
            @Nullable String line) {
        if (line != null && explorers != null) {
            Fault told = Fault.of(line);
            Throwable exception = fault.exception();
            explorers.accept(here, exception == null ? told : told.withException(exception));
        }
    }

    /// Those that JUnit has found, but with this run's loop and clock.
    private @Nullable Object[] arguments(ReflectiveInvocationContext<Method> how) {
        @Nullable Object[] arguments = how.getArguments().toArray();
        Class<?>[] types = how.getExecutable().getParameterTypes();
        for (int i = 0; i < types.length; i++) {
            if (types[i] == EventLoop.class) {
                arguments[i] = loop();
            } else if (types[i] == VirtualTime.class) {
                arguments[i] = time();
            }
        }
        return arguments;
    }

    @Override
    public void close(boolean failed) {
        // each run has closed its loop
    }
}
