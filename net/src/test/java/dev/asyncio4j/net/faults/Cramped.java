// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net.faults;

import static dev.asyncio4j.Asyncio.async;
import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.Asyncio.sleep;
import static dev.asyncio4j.Asyncio.toThread;
import static dev.asyncio4j.net.Net.openConnection;
import static dev.asyncio4j.net.Net.openDatagramEndpoint;
import static dev.asyncio4j.net.Net.openUnixConnection;
import static dev.asyncio4j.net.Net.startServer;
import static dev.asyncio4j.net.Net.startUnixServer;
import static dev.asyncio4j.net.faults.Scene.until;

import dev.asyncio4j.Awaitable;
import dev.asyncio4j.Coroutine;
import dev.asyncio4j.EventLoop;
import dev.asyncio4j.net.DatagramOptions;
import dev.asyncio4j.net.Server;
import java.io.BufferedReader;
import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// A program with few descriptors: it serves echoes, and on its standard input is told to take up
/// all descriptors, to try what needs one, and to free them.
final class Cramped {

    private static final List<FileInputStream> TAKEN = new ArrayList<>();

    private Cramped() {}

    public static void main(String[] arguments) throws Exception {
        loadClasses();
        System.getLogger("asyncio").log(System.Logger.Level.INFO, "what logging needs is there");
        EventLoop loop = new EventLoop();
        loop.setExceptionHandler(
                (where, fault) ->
                        System.out.println(
                                "fault "
                                        + fault.message()
                                        + ": "
                                        + fault.exception().getMessage()));
        boolean given = arguments.length > 0 && arguments[0].equals("given");
        loop.runUntilComplete(async(() -> serve(given)));
        loop.close();
    }

    /// Loads our own, which here come from folders: a file to open for each. A jar stays open.
    private static void loadClasses() throws Exception {
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            Path folder = Path.of(entry);
            if (!Files.isDirectory(folder)) {
                continue;
            }
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.filter(f -> f.toString().endsWith(".class")).toList()) {
                    String name = folder.relativize(file).toString().replace('/', '.');
                    if (name.startsWith("dev.") && !name.endsWith("Test.class")) {
                        load(name.replaceFirst("\\.class$", ""));
                    }
                }
            }
        }
    }

    private static void load(String name) throws ClassNotFoundException {
        if (!name.contains("Test$") && !name.contains(".planted.")) {
            Class.forName(name, false, Cramped.class.getClassLoader());
        }
    }

    private static Coroutine<Server> starting(Scene scene, boolean given) throws IOException {
        if (!given) {
            return startServer(scene::echo, "127.0.0.1", 0);
        }
        ServerSocketChannel channel = ServerSocketChannel.open();
        channel.bind(new InetSocketAddress("127.0.0.1", 0));
        return startServer(scene::echo, channel);
    }

    private static void serve(boolean given) throws Exception {
        var scene = new Scene(null);
        try (var server = await(starting(scene, given))) {
            scene.server = server;
            scene.answers();
            attempts(scene); // so that all classes are there
            await(sleep(0.02)); // and what the JDK waits with
            System.out.println("port " + scene.port());
            BufferedReader in = new BufferedReader(new InputStreamReader(System.in));
            for (String word = "begin"; word != null; word = await(toThread(in::readLine))) {
                switch (word) {
                    case "take" -> {
                        until(() -> server.clientCount() == 0);
                        await(sleep(0.1)); // the JDK frees a watched descriptor when it looks again
                        take();
                    }
                    case "free" -> free();
                    case "try" -> attempts(scene);
                    default -> {}
                }
                System.out.println("done " + word + " " + scene.ends.size());
            }
            until(() -> server.clientCount() == 0);
        }
    }

    private static void take() {
        try {
            while (true) {
                TAKEN.add(new FileInputStream("/dev/null"));
            }
        } catch (IOException full) {
            System.out.println("full");
        }
    }

    private static void free() throws IOException {
        for (FileInputStream each : TAKEN) {
            each.close();
        }
        TAKEN.clear();
    }

    private static void attempts(Scene scene) {
        attempt("connection", openConnection("127.0.0.1", scene.port()));
        attempt("unix connection", openUnixConnection(Path.of("/no/such/socket")));
        attempt("server", startServer(scene::echo, "127.0.0.1", 0));
        attempt("unix server", startUnixServer(scene::echo, Path.of("/tmp/no/such/folder/s")));
        attempt("datagrams", openDatagramEndpoint(DatagramOptions.local(scene.address())));
        await(sleep(0));
    }

    private static void attempt(String what, Awaitable<? extends AutoCloseable> opening) {
        try (var opened = await(opening)) {
            System.out.println((opened == null ? "lost " : "made ") + what);
        } catch (Exception refused) {
            System.out.println(what + " " + refused);
        }
    }
}
