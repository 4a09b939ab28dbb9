// SPDX-License-Identifier: Apache-2.0

import static dev.asyncio4j.Asyncio.*;

import dev.asyncio4j.EventLoop;
import dev.asyncio4j.Future;
import dev.asyncio4j.Task;
import dev.asyncio4j.console.Whiteboard;
import dev.asyncio4j.console.WhiteboardOptions;
import dev.asyncio4j.inspect.TaskDump;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// What bench/cost looks at: a loop that is told on its standard input what to do, a line each, and
/// answers each with a line.
///
/// ```
/// block 300     100 tasks switch for 300 ms: how many switches a second
/// open          opens the whiteboard: its address
/// close         closes it
/// wait 10000    so many tasks wait from now on, three calls deep
/// tick          the loop ticks from now on
/// dump          all tasks with their stacks, for another thread: how many, and the microseconds
/// gap           the longest time between two ticks since the last look, in microseconds
/// ```
final class Cost {

    private static final int SWITCHING = 100;

    private final EventLoop loop = getRunningLoop();
    private final Future<Object> never = loop.createFuture();
    private final List<Task<?>> waiting = new ArrayList<>();
    private Whiteboard board;
    private long switches;
    private boolean isOver;
    private long ticked;
    private long longest;

    static void main() {
        run(async(() -> new Cost().serve()));
    }

    private void serve() throws Exception {
        for (String line = await(toThread(IO::readln));
                line != null;
                line = await(toThread(IO::readln))) {
            String[] words = line.split(" ");
            IO.println(answer(words[0], words.length < 2 ? 0 : Integer.parseInt(words[1])));
        }
        never.setResult("over");
        System.exit(0); // the ticks go on
    }

    private Object answer(String ask, int number) {
        return switch (ask) {
            case "block" -> block(number / 1e3);
            case "open" -> {
                board = Whiteboard.open(loop, WhiteboardOptions.defaults().withQuiet(true));
                yield board.url();
            }
            case "close" -> {
                board.close();
                yield "closed";
            }
            case "wait" -> {
                for (int i = 0; i < number; i++) {
                    waiting.add(createTask(async(this::outer)));
                }
                await(sleep(0.1));
                yield waiting.size();
            }
            case "tick" -> {
                ticked = System.nanoTime();
                tick();
                yield "ticks";
            }
            case "gap" -> {
                long was = longest;
                longest = 0;
                yield was / 1000;
            }
            case "dump" -> {
                long begin = System.nanoTime();
                int told =
                        await(
                                toThread(
                                        () ->
                                                TaskDump.of(loop, Duration.ofSeconds(9))
                                                        .tasks()
                                                        .size()));
                yield told + " " + (System.nanoTime() - begin) / 1000;
            }
            default -> throw new IllegalArgumentException(ask);
        };
    }

    private long block(double seconds) {
        switches = 0;
        isOver = false;
        List<Task<?>> tasks = new ArrayList<>();
        for (int i = 0; i < SWITCHING; i++) {
            tasks.add(
                    createTask(
                            async(
                                    () -> {
                                        while (!isOver) {
                                            await(sleep(0));
                                            switches++;
                                        }
                                    })));
        }
        long begin = System.nanoTime();
        await(sleep(seconds));
        long rate = (long) (switches * 1e9 / (System.nanoTime() - begin));
        isOver = true;
        tasks.forEach(task -> await(task));
        return rate;
    }

    private void outer() throws Exception {
        inner();
    }

    private void inner() throws Exception {
        await(async(() -> await(never)));
    }

    private void tick() {
        long now = System.nanoTime();
        longest = Math.max(longest, now - ticked);
        ticked = now;
        loop.callSoon(this::tick);
    }
}
