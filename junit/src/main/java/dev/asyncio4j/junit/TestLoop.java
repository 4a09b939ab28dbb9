// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.junit;

import dev.asyncio4j.Asyncio;
import dev.asyncio4j.EventLoop;
import dev.asyncio4j.Runner;
import dev.asyncio4j.RunnerOptions;
import dev.asyncio4j.Task;
import dev.asyncio4j.loop.LoopOptions;
import dev.asyncio4j.testing.VirtualTime;
import java.lang.reflect.Method;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.InvocationInterceptor.Invocation;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;

/// The loop of one test. Each method that runs in it is a run of its [Runner], so a task of its
/// own in a context that all share. **Thread** the test's.
final class TestLoop implements Arena {

    /// Loading classes takes longer than the usual tenth.
    private static final Duration SLOW = Duration.ofSeconds(1);

    private final Settings settings;
    private final @Nullable VirtualTime time;
    private final EventLoop loop;
    private final Runner runner;
    private final Findings findings;
    private final Watch watch;

    TestLoop(Settings settings, String name) {
        this.settings = settings;
        this.time = settings.virtual() ? new VirtualTime() : null;
        LoopOptions options = LoopOptions.defaults().withDebug(settings.debug()).withStrict(true);
        this.loop = new EventLoop(time == null ? options : time.in(options));
        this.runner =
                new Runner(
                        RunnerOptions.defaults().withInterrupt(false).withLoopFactory(() -> loop));
        this.findings = new Findings(settings.allowed());
        this.watch = new Watch(name, settings.limitSeconds(), runner::close);
        loop.setSlowCallbackDuration(SLOW);
        listen();
    }

    private void listen() {
        loop.setExceptionHandler((here, fault) -> findings.note(here, fault));
    }

    @Override
    public Settings settings() {
        return settings;
    }

    @Override
    public EventLoop loop() {
        return loop;
    }

    @Override
    public @Nullable VirtualTime time() {
        return time;
    }

    @Override
    public void around(Method method, Invocation<@Nullable Void> call, boolean inLoop)
            throws Throwable {
        if (inLoop) {
            run(method.getName(), call);
        } else {
            call.proceed();
        }
    }

    @Override
    public void test(Invocation<@Nullable Void> call, ReflectiveInvocationContext<Method> how)
            throws Throwable {
        run(how.getExecutable().getName(), call);
    }

    /// Runs `call` as a task of that name.
    void run(String name, Invocation<@Nullable Void> call) throws Throwable {
        if (watch.hasGivenUp()) {
            call.skip();
            throw new IllegalStateException(
                    name + " did not run: the loop of this test does not answer any more");
        }
        watch.begin(loop);
        watch.run(() -> runner.run(Asyncio.async(name, () -> proceed(name, call))));
    }

    private static void proceed(String name, Invocation<@Nullable Void> call) {
        Task<?> task = Task.current();
        if (task != null) {
            task.setName(name);
        }
        try {
            call.proceed();
        } catch (Throwable failure) {
            throw Frames.<RuntimeException>sneak(failure);
        }
    }

    @Override
    public void close(boolean failed) throws Throwable {
        if (watch.hasGivenUp()) {
            return;
        }
        if (failed) {
            findings.noteFailedBody();
        }
        listen(); // a handler of the test's own has seen what it was to see
        watch.begin(loop);
        watch.run(
                () -> {
                    try (runner) {
                        runner.run(Asyncio.async("end", () -> findings.noteLeakedTasks(loop)));
                    }
                });
        NeglectError error = findings.error();
        if (error != null) {
            throw error;
        }
    }
}
