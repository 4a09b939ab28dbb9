// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j;

import org.jspecify.annotations.Nullable;

/// Makes the tasks of a loop: a place to name, count or trace them. **Like** the callable given to
/// `loop.set_task_factory`.
@FunctionalInterface
public interface TaskFactory {

    /// Makes a task for `coroutine`; usually with [#plain()], after changing the options.
    /// **Thread** loop.
    <T extends @Nullable Object> Task<T> create(
            EventLoop loop, Coroutine<T> coroutine, TaskOptions options);

    /// The factory of a new loop: a task starts on the next turn, unless the options ask for an
    /// eager start.
    static TaskFactory plain() {
        return EventLoop.PLAIN_TASKS;
    }

    /// Makes tasks that start eagerly unless the options say no. **Like**
    /// `asyncio.eager_task_factory`.
    static TaskFactory eager() {
        return eager(plain());
    }

    /// Makes the tasks that `factory` makes, started eagerly unless the options say no. **Like**
    /// `asyncio.create_eager_task_factory`.
    static TaskFactory eager(TaskFactory factory) {
        return new TaskFactory() {
            @Override
            public <T extends @Nullable Object> Task<T> create(
                    EventLoop loop, Coroutine<T> coroutine, TaskOptions options) {
                return factory.create(
                        loop,
                        coroutine,
                        options.eagerStart() == null ? options.withEagerStart(true) : options);
            }
        };
    }
}
