// SPDX-License-Identifier: Apache-2.0

import static dev.asyncio4j.Asyncio.*;

import dev.asyncio4j.http.Http;
import dev.asyncio4j.http.server.*;
import dev.asyncio4j.http.websocket.*;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.*;
import java.util.*;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Serves an echo, has the suite try it, and tells what it says of each case. The arguments: where
/// the suite lies, and the cases.

/// What closes a connection at once, without the answers to what came before in the same piece: as
/// good as the other way, the suite says, but not as strict. And 6.4: text that is not UTF-8 is seen
/// at the end of its frame, not in the middle of it.
static final Set<String> NOT_STRICT =
        Set.of(
                "3.2", "3.3", "3.4", "4.1.3", "4.1.4", "4.1.5", "4.2.3", "4.2.4", "4.2.5", "5.15",
                "6.4.1", "6.4.2", "6.4.3", "6.4.4");

static final int LARGEST = 32 * 1024 * 1024; // the suite sends messages of 16 MiB

static final String SCRIPT =
        """
        import sys
        from autobahntestsuite import case, caseset, wstest
        known = caseset.CaseSet(
            case.CaseSetname, case.CaseBasename, case.Cases, case.CaseCategories, case.CaseSubCategories)
        for each in sys.argv[3].split(','):
            if not [one for one in known.resolveCasePatternList([each]) if one in known.CasesById]:
                sys.exit('no case of this suite: ' + each)  # which would wait for ever for one to end
        wstest.start(
            {'mode': 'fuzzingclient'},
            {'options': {'failByDrop': False}, 'outdir': sys.argv[2], 'cases': sys.argv[3].split(','),
             'servers': [{'agent': 'asyncio4j', 'url': 'ws://127.0.0.1:' + sys.argv[1] + '/'}],
             'exclude-cases': [], 'exclude-agent-cases': {}})
        """;

void main(String[] arguments) {
    run(async(() -> tryAll(Path.of(arguments[0]), arguments[1])));
}

void tryAll(Path suite, String cases) throws Exception {
    WebSocketOptions options =
            WebSocketOptions.defaults().withMaxMessage(LARGEST).withMaxFrame(LARGEST);
    Handler echo =
            request ->
                    Response.webSocket(
                            options,
                            socket -> {
                                for (WebSocket.Message each : awaitEach(socket)) {
                                    if (each.isText()) {
                                        await(socket.send(each.text()));
                                    } else {
                                        await(socket.send(each.data()));
                                    }
                                }
                            });
    HttpServer server =
            await(Http.startServer(echo, "127.0.0.1", 0, ServerOptions.defaults()));
    warmUp(server.port());
    Path script = Files.writeString(suite.resolve("suite.py"), SCRIPT);
    Path reports = suite.resolve("reports");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow"));
    command.addAll(List.of("-Dpython.cachedir=" + suite.resolve("cache"), "-cp", suite + "/*"));
    command.addAll(List.of("org.python.util.jython", script.toString()));
    command.addAll(List.of("" + server.port(), reports.toString(), cases));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(suite.resolve("log").toFile()).start();
    int exit = await(toThread(process::waitFor));
    server.close();
    if (exit != 0) {
        throw new IllegalStateException("the suite ended with " + exit + ": see " + suite.resolve("log"));
    }
    tell(JsonMapper.shared().readTree(Files.readString(reports.resolve("index.json"))));
    System.out.println("Reports: " + reports.resolve("index.html"));
}

/// The suite gives the first case a second, and this JVM is young.
void warmUp(int port) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
        for (int i = 0; i < 20; i++) {
            java.net.http.WebSocket socket =
                    await(client.newWebSocketBuilder().buildAsync(URI.create("ws://127.0.0.1:" + port + "/"), new java.net.http.WebSocket.Listener() {}));
            await(socket.sendText("warm", true));
            await(socket.sendClose(1000, ""));
        }
    }
}

void tell(JsonNode index) {
    Map<String, Integer> counts = new TreeMap<>();
    List<String> bad = new ArrayList<>();
    for (Map.Entry<String, JsonNode> each : index.get("asyncio4j").properties()) {
        String said = each.getValue().get("behavior").asString();
        String close = each.getValue().get("behaviorClose").asString();
        counts.merge(said, 1, Integer::sum);
        boolean fine = said.equals("OK") || said.equals("INFORMATIONAL");
        boolean known = said.equals("NON-STRICT") && NOT_STRICT.contains(each.getKey());
        boolean closed = close.equals("OK") || close.equals("INFORMATIONAL");
        if (!(fine || known) || !closed) {
            bad.add(each.getKey() + " " + said + ", close " + close);
        }
    }
    System.out.println(index.get("asyncio4j").size() + " cases: " + counts);
    if (!bad.isEmpty()) {
        bad.forEach(System.out::println);
        System.exit(1);
    }
}
