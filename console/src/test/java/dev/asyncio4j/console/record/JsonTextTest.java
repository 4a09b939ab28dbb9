// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.console.record;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTextTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<script>alert(1)</script>",
                "</script><script>alert(1)</script>",
                "<img src=x onerror=alert(1)>",
                "<svg/onload=alert(1)>",
                "\"><script>alert(1)</script>",
                "'><b>",
                "<!--",
                "-->",
                "]]>",
                "&lt;b&gt;",
                "javascript:alert(1)//<",
                "<iframe srcdoc='<script>'>",
                "<a href=\"javascript:x\">",
                "<style>@import'x'</style>",
                "<math><mtext></form><form>",
                "\u2028<b>\u2029",
                "\nevent: picture\ndata: <b>",
                "\r\n\r\n<b>",
                "\u202e<b>right to left",
                "\u0000<b>\u001b[31m",
                "\uD800<b>"
            })
    void name_staysText_onOneLine(String name) {
        String text = new JsonText().open('{').key("name").value(name).close('}').toString();

        assertThat(text).doesNotContainPattern("[<>&\\p{Cntrl}\u2028\u2029\u202e\uD800]");
        assertThat(text).startsWith("{\"name\":\"").endsWith("\"}");
        String inside = text.substring(9, text.length() - 2);
        assertThat(inside.replaceAll("\\\\(u[0-9a-f]{4}|[\"\\\\])", "")).doesNotContain("\"", "\\");
    }

    @Test
    void values_areSeparated() {
        JsonText text = new JsonText().open('{').key("a").value(1).key("b").open('[');
        text.value(true).value((String) null).value(1.5).value(Double.NaN).close(']').close('}');

        assertThat(text).hasToString("{\"a\":1,\"b\":[true,null,1.500,null]}");
    }

    @Test
    void longText_isCut() {
        assertThat(new JsonText().value("x".repeat(501)).toString())
                .isEqualTo("\"" + "x".repeat(500) + "...\"");
    }
}
