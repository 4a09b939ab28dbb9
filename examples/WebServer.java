// SPDX-License-Identifier: Apache-2.0
// A small web server: each request is a task, which may await, and the others go on meanwhile.
// Run it with: ./asyncio run examples/WebServer.java
// and, in another terminal: curl localhost:8765/hello/Ann

import static dev.asyncio4j.Asyncio.*;

import dev.asyncio4j.http.Http;
import dev.asyncio4j.http.message.HttpError;
import dev.asyncio4j.http.server.Handler;
import dev.asyncio4j.http.server.Request;
import dev.asyncio4j.http.server.Response;
import dev.asyncio4j.http.server.Router;
import dev.asyncio4j.http.server.ServerOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

final List<String> notes = new ArrayList<>(); // one loop, one thread: no lock

Response hello(Request request) {
    await(sleep(0.5)); // as if it had to ask somebody
    return Response.text("Hello, " + request.path("name") + "!\n");
}

Response addNote(Request request) {
    String note = await(request.text());
    if (note.isBlank()) {
        throw new HttpError(422, "an empty note");
    }
    notes.add(note);
    return Response.json(Map.of("number", notes.size())).withStatus(201);
}

/** Sends one line after the other; a client that reads slowly is waited for. */
Response countDown(Request request) {
    return Response.stream(
            "text/plain",
            out -> {
                for (int i = 5; i > 0; i--) {
                    await(out.write(i + "\n"));
                    await(sleep(1));
                }
            });
}

/** What stands before a handler is a function from one to another. */
Handler logged(Handler next) {
    return request -> {
        Response response = next.handle(request);
        System.out.println(request.method() + " " + request.path() + " " + response.status());
        return response;
    };
}

void main() {
    var app =
            new Router()
                    .get("/hello/{name}", this::hello)
                    .get("/notes", request -> Response.json(notes))
                    .post("/notes", this::addNote)
                    .get("/countdown", this::countDown)
                    .around(this::logged);
    run(
            async(
                    () -> {
                        var options = ServerOptions.defaults();
                        var server = await(Http.startServer(app, "127.0.0.1", 8765, options));
                        System.out.println("Serving on http://127.0.0.1:" + server.port());
                        await(server.serveForever()); // until Ctrl-C, which lets requests end
                    }));
}
