// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class FailureGroupTest {
    final IOException io = new IOException("io");
    final IllegalStateException state = new IllegalStateException("state");
    final ArithmeticException arithmetic = new ArithmeticException("arithmetic");
    final AssertionError error = new AssertionError("error");

    /// `outer[io, inner[state, arithmetic]]`
    final ExceptionGroup inner = new ExceptionGroup("inner", List.of(state, arithmetic));
    final ExceptionGroup outer = new ExceptionGroup("outer", List.of(io, inner));

    @Nested
    class Making {
        @Test
        void of_exceptionsOnly_isAnExceptionGroup() {
            FailureGroup group = FailureGroup.of("m", List.of(io, state));

            assertThat(group).isInstanceOf(ExceptionGroup.class);
            assertThat(group.message()).isEqualTo("m");
            assertThat(group.exceptions()).containsExactly(io, state);
            assertThat(group.asThrowable()).isSameAs(group);
        }

        @Test
        void of_oneError_isABaseExceptionGroup() {
            FailureGroup group = FailureGroup.of("m", List.of(io, error));

            assertThat(group).isInstanceOf(BaseExceptionGroup.class).isInstanceOf(Error.class);
            assertThat(group.exceptions()).containsExactly(io, error);
            assertThat(group.asThrowable()).isSameAs(group);
        }

        @Test
        void of_nestedBaseExceptionGroup_isABaseExceptionGroup() {
            FailureGroup nested = FailureGroup.of("nested", List.of(error));

            assertThat(FailureGroup.of("m", List.of(nested.asThrowable())))
                    .isInstanceOf(BaseExceptionGroup.class);
        }

        @Test
        void new_exceptionGroupWithAnError_isRefusedByName() {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new ExceptionGroup("m", List.of(io, error)))
                    .withMessage(
                            "exceptions[1]: java.lang.AssertionError: error"
                                    + " (expected: an Exception; FailureGroup.of takes any)");
        }

        @Test
        void new_baseExceptionGroupWithoutAnError_isRefused() {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new BaseExceptionGroup("m", List.of(io)))
                    .withMessageContaining("use ExceptionGroup");
        }

        @Test
        void of_noExceptions_isRefused() {
            String text = "exceptions: [] (expected: at least one)";

            assertThatIllegalArgumentException()
                    .isThrownBy(() -> FailureGroup.of("m", List.of()))
                    .withMessage(text);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new BaseExceptionGroup("m", List.of()))
                    .withMessage(text);
        }

        @Test
        void of_nullMember_isRefused() {
            assertThatNullPointerException()
                    .isThrownBy(() -> new ExceptionGroup("m", Arrays.asList(io, null)));
        }

        @Test
        void exceptions_listChangedLater_staysTheSame() {
            List<Throwable> list = new ArrayList<>(List.of(io));
            FailureGroup group = FailureGroup.of("m", list);

            list.clear();

            assertThat(group.exceptions()).containsExactly(io).isUnmodifiable();
        }
    }

    @Nested
    class Showing {
        @Test
        void getMessage_countsMembers() {
            assertThat(outer).hasMessage("outer (2 sub-exceptions)");
            assertThat(new ExceptionGroup("one", List.of(io))).hasMessage("one (1 sub-exception)");
            assertThat(new ExceptionGroup("", List.of(io))).hasMessage(" (1 sub-exception)");
            assertThat(new BaseExceptionGroup("base", List.of(error)))
                    .hasMessage("base (1 sub-exception)");
        }

        @Test
        void toString_namesTypeAndCount() {
            assertThat(outer).hasToString("dev.asyncio4j.ExceptionGroup: outer (2 sub-exceptions)");
        }

        @Test
        void printStackTrace_showsAllMembers() {
            StringWriter text = new StringWriter();

            outer.printStackTrace(new PrintWriter(text, true));

            assertThat(text.toString())
                    .contains("Suppressed: java.io.IOException: io")
                    .contains("Suppressed: dev.asyncio4j.ExceptionGroup: inner (2 sub-exceptions)")
                    .contains("Suppressed: java.lang.ArithmeticException: arithmetic");
        }

        @Test
        void rethrow_throwsTheGroupItself() {
            assertThatExceptionOfType(ExceptionGroup.class)
                    .isThrownBy(outer::rethrow)
                    .isSameAs(outer);
        }
    }

    @Nested
    class Splitting {
        @Test
        void split_byType_keepsTheNesting() {
            FailureGroup.Split parts = outer.split(ArithmeticException.class);

            assertThat(shape(parts.match())).isEqualTo("outer[inner[arithmetic]]");
            assertThat(shape(parts.rest())).isEqualTo("outer[io, inner[state]]");
        }

        @Test
        void split_nothingMatches_restIsTheGroupItself() {
            FailureGroup.Split parts = outer.split(ClassCastException.class);

            assertThat(parts.match()).isNull();
            assertThat(parts.rest()).isSameAs(outer);
        }

        @Test
        void split_everythingMatches_matchIsTheGroupItself() {
            FailureGroup.Split parts = outer.split(Exception.class);

            assertThat(parts.match()).isSameAs(outer);
            assertThat(parts.rest()).isNull();
        }

        @Test
        void split_nestedGroupWholeOnOneSide_isThatVeryGroup() {
            FailureGroup.Split parts = outer.split(IOException.class);

            assertThat(shape(parts.match())).isEqualTo("outer[io]");
            assertThat(parts.rest().exceptions()).containsExactly(inner);
        }

        @Test
        void split_byRuntimeException_doesNotTakeTheGroupForOne() {
            FailureGroup.Split parts = outer.split(RuntimeException.class);

            assertThat(shape(parts.match())).isEqualTo("outer[inner[state, arithmetic]]");
            assertThat(shape(parts.rest())).isEqualTo("outer[io]");
        }

        @Test
        void split_byErrorInABaseGroup_doesNotTakeTheGroupForOne() {
            FailureGroup base = FailureGroup.of("base", List.of(io, error));

            FailureGroup.Split parts = base.split(Error.class);

            assertThat(shape(parts.match())).isEqualTo("base[error]");
            assertThat(shape(parts.rest())).isEqualTo("base[io]");
            assertThat(parts.rest()).isInstanceOf(ExceptionGroup.class);
        }

        @Test
        void split_byGroupClass_matchesWholeGroups() {
            FailureGroup base = FailureGroup.of("base", List.of(inner, error));

            assertThat(outer.split(ExceptionGroup.class).match()).isSameAs(outer);
            assertThat(shape(base.split(ExceptionGroup.class).match()))
                    .isEqualTo("base[inner[state, arithmetic]]");
        }

        @Test
        void split_byCondition_asksGroupsBeforeTheirMembers() {
            List<Throwable> asked = new ArrayList<>();

            FailureGroup.Split parts =
                    outer.split(
                            failure -> {
                                asked.add(failure);
                                return failure == inner;
                            });

            assertThat(asked).containsExactly(outer, io, inner);
            assertThat(shape(parts.match())).isEqualTo("outer[inner[state, arithmetic]]");
            assertThat(shape(parts.rest())).isEqualTo("outer[io]");
        }

        @Test
        void split_parts_keepStackCauseAndForeignSuppressed() {
            Exception cause = new Exception("cause");
            Exception closing = new Exception("closing");
            outer.initCause(cause);
            outer.addSuppressed(closing);

            Throwable part = outer.subgroup(IOException.class).asThrowable();

            assertThat(part.getStackTrace()).isEqualTo(outer.getStackTrace());
            assertThat(part).hasCause(cause);
            assertThat(part.getSuppressed()).containsExactly(io, closing);
        }

        @Test
        void subgroup_byTypeAndCondition_isTheMatch() {
            assertThat(shape(outer.subgroup(IOException.class))).isEqualTo("outer[io]");
            assertThat(shape(outer.subgroup(e -> e == state))).isEqualTo("outer[inner[state]]");
            assertThat(outer.subgroup(Error.class)).isNull();
        }

        @Test
        void derive_otherMembers_keepsTheMessageAndPicksTheKind() {
            assertThat(shape(outer.derive(List.of(state)))).isEqualTo("outer[state]");
            assertThat(outer.derive(List.of(error))).isInstanceOf(BaseExceptionGroup.class);
        }
    }

    static String shape(FailureGroup group) {
        List<String> members =
                group.exceptions().stream()
                        .map(e -> e instanceof FailureGroup g ? shape(g) : e.getMessage())
                        .toList();
        return group.message() + members;
    }
}
