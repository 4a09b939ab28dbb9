// SPDX-License-Identifier: Apache-2.0
package it.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// A page that is wrong is found out, and told by its line.
@Tag("once")
class SampleTest {

    private static Page page(String text) {
        return new Page(Page.ROOT.resolve("docs/made-up.md"), text.lines().toList());
    }

    private static void check(String text) throws Exception {
        List<Sample> samples = Sample.of(page(text));
        SamplesTest.check(samples.getFirst(), Compiled.of(samples));
    }

    @Test
    void program_thatDoesNotCompile_isToldByTheLineOfThePage() throws Exception {
        Page page =
                page(
                        """
                        # A page

                        ```java
                        void main() {
                            forgotten();
                        }
                        ```
                        """);

        assertThat(Compiled.of(Sample.of(page)).errors()).contains("Page_made_up_4.java:5: error");
    }

    @Test
    void fragment_isToldByTheLineOfThePage_andHasWhatItIsGiven() throws Exception {
        Page page =
                page(
                        """
                        <!-- given: Router app -->

                        ```java fragment
                        app.get("/", request -> Response.text("hello"));
                        int wrong = "words";
                        ```
                        """);

        assertThat(Compiled.of(Sample.of(page)).errors())
                .contains("Page_made_up_4.java:5: error")
                .contains("1 error");
    }

    @Test
    void output_thatIsAnother_fails() throws Exception {
        String program =
                """
                ```java
                void main() {
                    IO.println("after 0.31 seconds");
                }
                ```

                ```text output
                after 0.30 seconds%s
                ```
                """;

        check(program.formatted(""));
        assertThatThrownBy(() -> check(program.formatted(", and a half")))
                .isInstanceOf(AssertionError.class);
    }

    @Test
    void failure_thatThePageDoesNotTell_fails() {
        assertThatThrownBy(
                        () ->
                                check(
                                        """
                                        ```java
                                        void main() {
                                            throw new IllegalStateException("no disk");
                                        }
                                        ```

                                        ```text output
                                        ```
                                        """))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("no disk");
    }

    @Test
    void log_thatIsNotLogged_fails() {
        assertThatThrownBy(
                        () ->
                                check(
                                        """
                                        ```java
                                        import static dev.asyncio4j.Asyncio.*;

                                        void main() {
                                            run(sleep(0));
                                        }
                                        ```

                                        ```text log
                                        SEVERE: Task exception was never retrieved
                                        ```
                                        """))
                .isInstanceOf(AssertionError.class);
    }
}
