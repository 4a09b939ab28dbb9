// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.context;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class ContextTest {
    final ContextVar<String> var = ContextVar.withDefault("var", "default");
    final ContextVar<@Nullable String> other = ContextVar.of("other");
    final Context context = new Context();

    @Nested
    class Copying {
        @Test
        void copy_thenSetInEither_isIndependent() {
            context.run(() -> var.set("before"));
            Context copy = context.copy();

            context.run(() -> var.set("original"));
            copy.run(() -> other.set("copy"));

            assertThat(context.get(var)).isEqualTo("original");
            assertThat(context.contains(other)).isFalse();
            assertThat(copy.get(var)).isEqualTo("before");
            assertThat(copy.get(other)).isEqualTo("copy");
        }

        @Test
        void copy_chainOfCopies_eachKeepsItsOwn() {
            List<Context> chain = new ArrayList<>();
            Context last = context;
            for (int i = 0; i < 5; i++) {
                String value = "value " + i;
                last.run(() -> var.set(value));
                chain.add(last);
                last = last.copy();
            }

            assertThat(chain)
                    .extracting(each -> each.get(var))
                    .containsExactly("value 0", "value 1", "value 2", "value 3", "value 4");
        }

        @Test
        void copyCurrent_laterSet_doesNotShow() {
            context.run(
                    () -> {
                        var.set("then");
                        Context copy = Context.copyCurrent();
                        var.set("now");

                        assertThat(copy.get(var)).isEqualTo("then");
                        assertThat(copy).isNotSameAs(Context.current());
                    });
        }
    }

    @Nested
    class Running {
        @Test
        void run_setInside_changesTheContextOnly() {
            context.run(
                    () -> {
                        assertThat(Context.current()).isSameAs(context);
                        var.set("inside");
                    });

            assertThat(context.get(var)).isEqualTo("inside");
            assertThat(var.get()).isEqualTo("default");
            assertThat(Context.current()).isNotSameAs(context);
        }

        @Test
        void call_result_isReturned() {
            assertThat(context.<Integer, RuntimeException>call(() -> 5)).isEqualTo(5);
        }

        @Test
        void call_checkedException_comesOutAsItIsAndTheChangeStays() {
            IOException failure = new IOException("in run");
            Context before = Context.current();

            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(
                            () ->
                                    context.call(
                                            () -> {
                                                var.set("before the error");
                                                throw failure;
                                            }))
                    .isSameAs(failure);
            assertThat(context.get(var)).isEqualTo("before the error");
            assertThat(Context.current()).isSameAs(before);
        }

        @Test
        void run_nestedInItself_isRefused() {
            context.run(
                    () ->
                            assertThatIllegalStateException()
                                    .isThrownBy(() -> context.run(() -> {}))
                                    .withMessage(
                                            "cannot enter context: <Context of 0 variables> is"
                                                    + " already entered; run in a copy of it"));

            context.run(() -> {}); // free again
        }

        @Test
        void run_nestedInAnother_returnsToTheOuter() {
            Context second = new Context();

            context.run(
                    () -> {
                        second.run(() -> assertThat(Context.current()).isSameAs(second));
                        assertThat(Context.current()).isSameAs(context);
                        second.run(() -> refuses(context));
                    });
        }

        @Test
        void run_theCurrentOne_isRefused() {
            refuses(Context.current());
            Context own = Context.current();
            context.run(() -> refuses(own));
        }

        @Test
        void current_otherThread_hasItsOwn() throws Exception {
            var.set("here");

            Context there = onThread(Thread.ofPlatform(), Context::current);

            assertThat(there).isNotSameAs(Context.current());
            assertThat(there.size()).isZero();
        }
    }

    @Nested
    class Coroutines {
        @Test
        void current_virtualThreadOfAContextual_isItsContext() throws Exception {
            assertThat(inCoroutine(context, Context::current)).isSameAs(context);
        }

        @Test
        void current_otherVirtualThread_isTheThreadsOwn() throws Exception {
            Context there = onThread(Thread.ofVirtual(), Context::current);

            assertThat(there).isNotSameAs(Context.current());
        }

        @Test
        void current_platformThreadOfAContextual_isItsSlots() throws Exception {
            Thread.Builder builder =
                    Thread.ofPlatform().uncaughtExceptionHandler(new FakeTask(context));

            assertThat(onThread(builder, Context::current)).isNotSameAs(context);
        }

        @Test
        void run_inACoroutine_nestsAndReturns() throws Exception {
            Context second = new Context();
            Context third = new Context();
            List<Context> seen = new ArrayList<>();

            inCoroutine(
                    context,
                    () -> {
                        second.run(
                                () -> {
                                    seen.add(Context.current());
                                    third.run(() -> seen.add(Context.current()));
                                    seen.add(Context.current());
                                    refuses(second);
                                    refuses(context);
                                });
                        return seen.add(Context.current());
                    });

            assertThat(seen).containsExactly(second, third, second, context);
        }

        @Test
        void run_inACoroutineWithASharedContext_doesNotTouchTheOther() throws Exception {
            Context second = new Context();

            Context meanwhile =
                    inCoroutine(
                            context,
                            () ->
                                    second.<Context, Exception>call(
                                            () -> inCoroutine(context, Context::current)));

            assertThat(meanwhile).isSameAs(context);
        }

        @Test
        void run_inACoroutineWhoseContextIsEnteredElsewhere_works() throws Exception {
            Context second = new Context();

            Context seen =
                    context.<Context, Exception>call(
                            () ->
                                    inCoroutine(
                                            context,
                                            () ->
                                                    second.<Context, Exception>call(
                                                            Context::current)));

            assertThat(seen).isSameAs(second);
        }
    }

    @Nested
    class Reading {
        @Test
        void get_unset_isNullWhateverTheDefault() {
            assertThat(context.get(var)).isNull();
            assertThat(context.contains(var)).isFalse();
            assertThat(context.size()).isZero();
        }

        @Test
        void get_nullValue_isContained() {
            context.run(() -> other.set(null));

            assertThat(context.get(other)).isNull();
            assertThat(context.contains(other)).isTrue();
            assertThat(context.size()).isOne();
        }

        @Test
        void iterator_setMeanwhile_doesNotShow() {
            List<ContextVar<?>> seen = new ArrayList<>();
            context.run(
                    () -> {
                        other.set("1");
                        var.set("2");
                        for (ContextVar<?> each : context) {
                            seen.add(each);
                            ContextVar.of("new").set("3");
                        }
                    });

            assertThat(seen).containsExactly(other, var);
            assertThat(context.size()).isEqualTo(4);
        }

        @Test
        void toMap_setLater_doesNotShow() {
            context.run(() -> var.set("then"));
            Map<ContextVar<?>, @Nullable Object> map = context.toMap();

            context.run(() -> var.set("now"));

            assertThat(map).hasSize(1).containsEntry(var, "then").isUnmodifiable();
        }

        @Test
        void toString_countsVariables() {
            assertThat(context).hasToString("<Context of 0 variables>");
            context.run(() -> var.set("x"));
            assertThat(context).hasToString("<Context of 1 variable>");
        }
    }

    @Test
    void slot_writtenByTheLoop_isTheCurrentContext() {
        Context.Slot slot = Context.slot();
        Context before = slot.current;

        slot.current = context;
        var.set("in a callback");
        slot.current = before;

        assertThat(Context.slot()).isSameAs(slot);
        assertThat(Context.current()).isSameAs(before);
        assertThat(context.get(var)).isEqualTo("in a callback");
    }

    static void refuses(Context entered) {
        assertThatIllegalStateException()
                .isThrownBy(() -> entered.run(() -> {}))
                .withMessageContaining("is already entered");
    }

    record FakeTask(Context context) implements Contextual, Thread.UncaughtExceptionHandler {
        @Override
        public void uncaughtException(Thread thread, Throwable failure) {}
    }

    static <T> T inCoroutine(Context context, Callable<T> body) throws Exception {
        return onThread(Thread.ofVirtual().uncaughtExceptionHandler(new FakeTask(context)), body);
    }

    static <T> T onThread(Thread.Builder builder, Callable<T> body) throws Exception {
        FutureTask<T> result = new FutureTask<>(body);
        builder.start(result);
        return result.get();
    }
}
