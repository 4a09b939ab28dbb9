package ${package};

import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.Asyncio.gather;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.asyncio4j.http.server.TestClient;
import dev.asyncio4j.junit.AsyncTest;

/// Each test runs in a loop of its own, and fails for a task that it leaves behind.
class NotesTest {

    private final TestClient client = new TestClient(new Notes().app());

    @AsyncTest
    void notes_comeOutAsTheyWentIn() {
        assertEquals("1", await(client.post("/notes", "text/plain", "buy tea")).text());

        assertEquals("buy tea", await(client.get("/notes/1")).text());
    }

    @AsyncTest
    void unknownNotes_areTold() {
        var answers = await(gather(client.get("/notes/2"), client.get("/notes/tea")));

        assertEquals(404, answers.get(0).status());
        assertEquals(400, answers.get(1).status());
    }
}
