package ${package};

import static dev.asyncio4j.Asyncio.run;

import dev.asyncio4j.http.Http;

/// Serves notes until Ctrl-C.
public final class Main {

    private Main() {}

    public static void main(String[] words) {
        int port = words.length > 0 ? Integer.parseInt(words[0]) : 8080;
        System.out.println("Serving http://127.0.0.1:" + port);
        run(Http.serve(new Notes().app(), "127.0.0.1", port));
    }
}
