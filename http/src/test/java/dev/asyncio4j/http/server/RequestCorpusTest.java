// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.server;

import static dev.asyncio4j.Asyncio.await;

import dev.asyncio4j.junit.AsyncTest;
import dev.asyncio4j.junit.VirtualClock;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.assertj.core.api.SoftAssertions;

/// Requests of all kinds, good ones and those that smuggle: whatever two readers could read in two
/// ways is refused, and the connection closed. After each the same server answers another client.
@VirtualClock
class RequestCorpusTest {

    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.1 (\\d{3}) [^\r\n]*\r\n");

    @AsyncTest
    void eachRequest_isAnsweredOrRefused_asTheTableSays() throws Exception {
        List<String> seen = new ArrayList<>();
        Site site =
                new Site(
                        request -> {
                            byte[] body = await(request.bytes());
                            seen.add(request.method());
                            return Response.text("" + body.length);
                        });
        List<RequestCases.Case> cases = RequestCases.all();
        SoftAssertions all = new SoftAssertions();

        for (RequestCases.Case each : cases) {
            seen.clear();
            String answers = site.say(each.request());

            String statuses =
                    String.join(
                            " ",
                            STATUS.matcher(answers)
                                    .results()
                                    .map(found -> found.group(1))
                                    .toList());
            all.assertThat(statuses).as(each.name() + ": " + answers).matches(each.statuses());
            long good =
                    STATUS.matcher(answers).results().filter(s -> s.group(1).equals("200")).count();
            all.assertThat((long) seen.size()).as(each.name() + ": requests seen").isEqualTo(good);
            all.assertThat(site.say("GET / HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n"))
                    .as("after " + each.name())
                    .startsWith("HTTP/1.1 200 OK\r\n");
        }

        all.assertThat(cases).hasSizeGreaterThan(250);
        all.assertAll();
        site.server.close();
    }
}
