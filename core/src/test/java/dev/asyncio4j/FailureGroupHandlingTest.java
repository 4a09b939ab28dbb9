// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j;

import static dev.asyncio4j.FailureGroupTest.shape;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// [FailureGroup.Handling]: each expected result is what CPython's `except*` gives.
class FailureGroupHandlingTest {
    final IllegalArgumentException value = new IllegalArgumentException("value");
    final IllegalStateException state = new IllegalStateException("state");
    final IOException io = new IOException("io");
    final ExceptionGroup nested = new ExceptionGroup("n", List.of(state, io));
    final ExceptionGroup group = new ExceptionGroup("eg", List.of(value, nested));

    final List<String> seen = new ArrayList<>();

    @Test
    void on_manyTypes_eachHandlerSeesItsPartInOrder() {
        group.on(IOException.class, part -> seen.add("io " + shape(part)))
                .on(IllegalArgumentException.class, part -> seen.add("value " + shape(part)))
                .on(RuntimeException.class, part -> seen.add("rest " + shape(part)))
                .rethrowRest();

        assertThat(seen).containsExactly("io eg[n[io]]", "value eg[value]", "rest eg[n[state]]");
    }

    @Test
    void on_nothingOfTheType_handlerIsNotCalled() {
        group.on(ClassCastException.class, part -> seen.add("never"))
                .on(Exception.class, part -> seen.add("all"))
                .on(Exception.class, part -> seen.add("nothing left"))
                .rethrowRest();

        assertThat(seen).containsExactly("all");
    }

    @Test
    void on_groupClass_isRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> group.on(ExceptionGroup.class, part -> {}))
                .withMessage(
                        "type: ExceptionGroup (expected: the type of a member; use catch for"
                                + " groups)");
    }

    @Test
    void rethrowRest_nothingMatched_throwsTheOriginal() {
        var handling = group.on(ClassCastException.class, part -> {});

        assertThat(catchThrowable(handling::rethrowRest)).isSameAs(group);
    }

    @Test
    void rethrowRest_someUnhandled_throwsThemNested() {
        var handling = group.on(IOException.class, part -> {});

        assertThat(shapeOfThrown(handling)).isEqualTo("eg[value, n[state]]");
    }

    @Test
    void rethrowRest_handlerThrowsItsPart_mergesItWithTheUnhandled() {
        var handling =
                group.on(IOException.class, FailureGroup::rethrow)
                        .on(IllegalArgumentException.class, part -> {});

        assertThat(shapeOfThrown(handling)).isEqualTo("eg[n[state, io]]");
    }

    @Test
    void rethrowRest_allThrownAgain_throwsTheOriginal() {
        var handling =
                group.on(IOException.class, FailureGroup::rethrow)
                        .on(Exception.class, FailureGroup::rethrow);

        assertThat(catchThrowable(handling::rethrowRest)).isSameAs(group);
    }

    @Test
    void rethrowRest_oneNewAndNothingUnhandled_throwsItBare() {
        ArithmeticException raised = new ArithmeticException("new");

        var handling = group.on(Exception.class, part -> raise(raised));

        assertThat(catchThrowable(handling::rethrowRest)).isSameAs(raised);
    }

    @Test
    void rethrowRest_oneNewAndOneUnhandled_groupsThemWithoutMessage() {
        var handling =
                group.on(IOException.class, FailureGroup::rethrow)
                        .on(
                                IllegalArgumentException.class,
                                part -> raise(new ArithmeticException("new")));

        assertThat(shapeOfThrown(handling)).isEqualTo("[new, eg[n[state, io]]]");
    }

    @Test
    void rethrowRest_manyNew_groupsThemInOrderOfHandlers() {
        var handling =
                group.on(IOException.class, part -> raise(new ArithmeticException("1")))
                        .on(Exception.class, part -> raise(new AssertionError("2")));

        Throwable thrown = catchThrowable(handling::rethrowRest);

        assertThat(thrown).isInstanceOf(BaseExceptionGroup.class);
        assertThat(shape((FailureGroup) thrown)).isEqualTo("[1, 2]");
    }

    @Test
    void rethrowRest_handlerThrowsAMember_countsAsNew() {
        var handling = group.on(IllegalArgumentException.class, part -> raise(value));

        assertThat(shapeOfThrown(handling)).isEqualTo("[value, eg[n[state, io]]]");
        assertThat(value.getSuppressed()).isEmpty();
    }

    @Test
    void rethrowRest_newFailure_carriesWhatWasBeingHandled() {
        ArithmeticException raised = new ArithmeticException("new");

        group.on(IOException.class, part -> raise(raised));

        assertThat(raised.getSuppressed()).hasSize(1);
        assertThat(shape((FailureGroup) raised.getSuppressed()[0])).isEqualTo("eg[n[io]]");
    }

    @Test
    void rethrowRest_newFailureChainedByItsHandler_isLeftAlone() {
        var handling =
                group.on(
                        Exception.class,
                        part -> raise(new IllegalStateException("new", part.asThrowable())));

        Throwable thrown = catchThrowable(handling::rethrowRest);

        assertThat(thrown).hasCause(group).hasNoSuppressedExceptions();
    }

    static String shapeOfThrown(FailureGroup.Handling handling) {
        return shape((FailureGroup) catchThrowable(handling::rethrowRest));
    }

    static void raise(Throwable failure) {
        throw Sneaky.<RuntimeException>as(failure);
    }
}
