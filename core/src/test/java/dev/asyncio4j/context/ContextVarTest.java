// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.context;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ContextVarTest {
    final ContextVar<String> var = ContextVar.withDefault("var", "default");
    final ContextVar<@Nullable String> unset = ContextVar.of("unset");

    /// Each test sets variables in its own context, as the loop gives each callback its own.
    private final Context outside = Context.current();

    @BeforeEach
    void enter() {
        Context.slot().current = new Context();
    }

    @AfterEach
    void leave() {
        Context.slot().current = outside;
    }

    @Test
    void get_unsetWithDefault_isTheDefault() {
        assertThat(var.get()).isEqualTo("default");
        assertThat(var.get("fallback")).isEqualTo("fallback");
    }

    @Test
    void get_unsetWithoutDefault_namesTheVariable() {
        assertThatExceptionOfType(NoSuchElementException.class)
                .isThrownBy(unset::get)
                .withMessage(
                        "ContextVar unset has no value in this context and no default;"
                                + " set it first or call get(fallback)");
        assertThat(unset.get("fallback")).isEqualTo("fallback");
    }

    @Test
    void get_afterSet_isTheValue() {
        var.set("1");
        var.set("2");

        assertThat(var.get()).isEqualTo("2");
        assertThat(var.get("fallback")).isEqualTo("2");
    }

    @Test
    void get_afterSetToNull_isNull() {
        unset.set(null);

        assertThat(unset.get()).isNull();
        assertThat(unset.get("fallback")).isNull();
        assertThat(ContextVar.withDefault("null", null).get()).isNull();
    }

    @Test
    void equals_sameName_isAnotherVariable() {
        ContextVar<String> twin = ContextVar.withDefault("var", "default");

        var.set("value");

        assertThat(twin).isNotEqualTo(var);
        assertThat(twin.get()).isEqualTo("default");
    }

    @Test
    void reset_toAValue_putsItBack() {
        var.set("direct");
        Token<String> token = var.set("temporary");

        assertThat(token.oldValue()).isEqualTo("direct");
        assertThat(token.hadValue()).isTrue();
        assertThat(token.var()).isSameAs(var);
        var.reset(token);
        assertThat(var.get()).isEqualTo("direct");
    }

    @Test
    void reset_toNothing_removesTheValue() {
        Token<String> token = var.set("temporary");

        assertThat(token.hadValue()).isFalse();
        assertThat(token.oldValue()).isNull();
        var.reset(token);
        assertThat(var.get()).isEqualTo("default");
        assertThat(Context.current().contains(var)).isFalse();
    }

    @Test
    void reset_toNull_isNotNothing() {
        unset.set(null);
        Token<@Nullable String> token = unset.set("temporary");

        assertThat(token.hadValue()).isTrue();
        assertThat(token.oldValue()).isNull();
        unset.reset(token);
        assertThat(unset.get("fallback")).isNull();
    }

    @Test
    void reset_outOfOrder_goesBackToEachTokensOwn() {
        Token<String> first = var.set("1");
        Token<String> second = var.set("2");

        var.reset(first);
        var.reset(second);

        assertThat(var.get()).isEqualTo("1");
    }

    @Test
    void reset_twice_isRefused() {
        Token<String> token = var.set("x");
        var.reset(token);

        assertThatIllegalStateException()
                .isThrownBy(() -> var.reset(token))
                .withMessage(
                        "<Token used var=var> has already been used once;"
                                + " each set gives a new one");
    }

    @Test
    void reset_tokenOfAnotherVariable_isRefused() {
        Token<String> token = ContextVar.<String>of("twin").set("x");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> var.reset(token))
                .withMessageContaining("<Token var=twin> was created by a different ContextVar");
    }

    @Test
    void reset_tokenOfAnotherContext_isRefusedAndStaysGood() {
        Token<String> token = var.set("x");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> Context.copyCurrent().run(() -> var.reset(token)))
                .withMessageContaining("<Token var=var> was created in a different Context");
        var.reset(token);
        assertThat(var.get()).isEqualTo("default");
    }

    @Test
    void close_endOfBlock_resets() {
        try (var _ = var.set("in the block")) {
            assertThat(var.get()).isEqualTo("in the block");
        }

        assertThat(var.get()).isEqualTo("default");
    }

    @Test
    void toString_namesTheVariable() {
        Token<String> token = var.set("x");

        assertThat(var).hasToString("<ContextVar name=var default=default>");
        assertThat(unset).hasToString("<ContextVar name=unset>");
        assertThat(token).hasToString("<Token var=var>");
        assertThat(var.name()).isEqualTo("var");
    }
}
