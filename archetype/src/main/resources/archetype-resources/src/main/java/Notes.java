package ${package};

import static dev.asyncio4j.Asyncio.await;

import dev.asyncio4j.http.message.HttpError;
import dev.asyncio4j.http.server.Request;
import dev.asyncio4j.http.server.Response;
import dev.asyncio4j.http.server.Router;
import java.util.ArrayList;
import java.util.List;

/// Keeps notes. All requests run on one loop, on one thread, so that the list needs no lock.
final class Notes {

    private final List<String> notes = new ArrayList<>();

    Router app() {
        return new Router()
                .post("/notes", this::add)
                .get("/notes/{number}", this::one)
                .on(
                        NumberFormatException.class,
                        (request, failure) -> Response.text("not a number").withStatus(400));
    }

    private Response add(Request request) {
        String note = await(request.text()); // others are served while this one's bytes come in
        if (note.isBlank()) {
            throw new HttpError(422, "an empty note");
        }
        notes.add(note);
        return Response.text(Integer.toString(notes.size())).withStatus(201);
    }

    private Response one(Request request) {
        int number = Integer.parseInt(request.path("number"));
        if (number < 1 || number > notes.size()) {
            throw new HttpError(404, "no note " + number);
        }
        return Response.text(notes.get(number - 1));
    }
}
