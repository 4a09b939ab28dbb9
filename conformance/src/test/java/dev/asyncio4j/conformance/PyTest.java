// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.asyncio4j.CancelledError;
import dev.asyncio4j.ExceptionGroup;
import dev.asyncio4j.InvalidStateError;
import dev.asyncio4j.SystemExit;
import dev.asyncio4j.conformance.py.KeyError;
import dev.asyncio4j.conformance.py.OSError;
import dev.asyncio4j.conformance.py.ValueError;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// [Py] against what Python prints.
class PyTest {

    @Test
    void str_isBareOutsideAndQuotedInsideContainers() {
        assertThat(Py.str("a")).isEqualTo("a");
        assertThat(Py.str(null)).isEqualTo("None");
        assertThat(Py.str(Arrays.asList("a", null, true, 1, 0.5)))
                .isEqualTo("['a', None, True, 1, 0.5]");
        assertThat(Py.str(Tuple.of("a", 1))).isEqualTo("('a', 1)");
        assertThat(Py.str(Tuple.of(1))).isEqualTo("(1,)");
        assertThat(Py.str(Map.of("k", List.of()))).isEqualTo("{'k': []}");
        assertThat(Py.str(Set.of())).isEqualTo("set()");
    }

    @Test
    void repr_escapesAsPythonDoes() {
        assertThat(Py.repr("it's")).isEqualTo("\"it's\"");
        assertThat(Py.repr("'\"")).isEqualTo("'\\'\"'");
        assertThat(Py.repr("é\n\0")).isEqualTo("'é\\n\\x00'");
        assertThat(Py.repr(new byte[] {'a', '\n', (byte) 0xe9})).isEqualTo("b'a\\n\\xe9'");
    }

    @Test
    void show_usesPythonsNames() {
        assertThat(Py.show(new IllegalStateException("no"))).isEqualTo("RuntimeError: no");
        assertThat(Py.show(new InvalidStateError("no"))).isEqualTo("InvalidStateError: no");
        assertThat(Py.show(new CancelledError())).isEqualTo("CancelledError");
        assertThat(Py.show(new KeyError("k"))).isEqualTo("KeyError: 'k'");
        assertThat(Py.show(new OSError(5, "no disk"))).isEqualTo("OSError: [Errno 5] no disk");
        assertThat(Py.show(new SystemExit(3))).isEqualTo("SystemExit: 3");
        assertThat(Py.show(new ExceptionGroup("g", List.of(new ValueError()))))
                .isEqualTo("ExceptionGroup: g (1 sub-exception)");
    }

    @Test
    void repr_ofExceptions() {
        assertThat(Py.repr(new ValueError())).isEqualTo("ValueError()");
        assertThat(Py.repr(new ValueError("v"))).isEqualTo("ValueError('v')");
        assertThat(Py.repr(new KeyError("k"))).isEqualTo("KeyError('k')");
        assertThat(Py.repr(new SystemExit(3))).isEqualTo("SystemExit(3)");
        assertThat(Py.repr(new ExceptionGroup("g", List.of(new ValueError("v")))))
                .isEqualTo("ExceptionGroup('g', [ValueError('v')])");
    }
}
