// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;

class FaultTest {
    @Test
    void with_furtherKeys_keepsTheirOrderAndTheOriginal() {
        RuntimeException failure = new RuntimeException("x");
        Fault first = Fault.of("it broke");

        Fault more = first.withException(failure).with("task", "T");

        assertThat(more.context()).containsOnlyKeys("message", "exception", "task");
        assertThat(more.context().keySet()).containsExactly("message", "exception", "task");
        assertThat(more.message()).isEqualTo("it broke");
        assertThat(more.exception()).isSameAs(failure);
        assertThat(first.context()).containsOnlyKeys("message");
    }

    @Test
    void empty_hasNeitherMessageNorException() {
        Fault fault = Fault.empty();

        assertThat(fault.message()).isNull();
        assertThat(fault.exception()).isNull();
        assertThat(fault.context()).isEmpty();
    }

    @Test
    void context_cannotBeChanged() {
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> Fault.of("m").context().clear());
    }

    @Test
    void toString_isTheMaps() {
        assertThat(Fault.of("m").with("handle", "H")).hasToString("{message=m, handle=H}");
    }
}
