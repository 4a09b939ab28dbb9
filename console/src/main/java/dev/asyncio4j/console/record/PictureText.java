// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.console.record;

import dev.asyncio4j.EventLoop;
import dev.asyncio4j.Task;
import dev.asyncio4j.loop.Ready;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A picture as JSON. Times are microseconds, of the loop's clock or from one moment to another.
/// **Thread** the board's.
final class PictureText {

    private final EventLoop loop;
    private final Gate gate;
    private final Recorder recorder;
    private final Snapshot seen;
    private final Warnings warnings;
    private final Rates rates;
    private final Stacks stacks;
    private final Sources sources;
    private final JsonText json = new JsonText();
    private long age; // of what was seen

    PictureText(
            EventLoop loop,
            Gate gate,
            Recorder recorder,
            Snapshot seen,
            Warnings warnings,
            Rates rates,
            Stacks stacks,
            Sources sources) {
        this.loop = loop;
        this.gate = gate;
        this.recorder = recorder;
        this.seen = seen;
        this.warnings = warnings;
        this.rates = rates;
        this.stacks = stacks;
        this.sources = sources;
    }

    /// @param isEnded whether this is the last one
    /// @param isBusy whether many steps were taken lately
    /// @param keptNanos how long one step has kept the loop, as far as anybody has noticed
    /// @param culprit where the code is that keeps the loop; empty if nobody does
    String write(boolean isEnded, boolean isBusy, long keptNanos, List<StackTraceElement> culprit) {
        long clock = loop.nanos() + gate.passed();
        age = isEnded || seen.clock() == 0 ? 0 : Math.max(0, clock - seen.clock());
        json.open('{').key("state").value(isEnded ? "ended" : state(isBusy));
        json.key("clock").value(clock / 1_000);
        json.key("kept").value(keptNanos / 1_000);
        manager();
        controls();
        json.key("total").value(seen.total()).key("ready").value(seen.ready());
        Ready step = culprit.isEmpty() ? null : loop.runningStep();
        json.key("cards").list(seen.cards(), (out, card) -> card(card, step, culprit));
        json.key("crowds").list(seen.crowds(), PictureText::crowd);
        json.key("places").list(seen.places(), PictureText::place);
        json.key("warnings").list(warnings.all(), PictureText::warning);
        return json.close('}').toString();
    }

    private String state(boolean isBusy) {
        if (gate.mode() == Gate.Mode.PAUSE) {
            return "paused";
        } else if (warnings.isDeadlocked()) {
            return "deadlock";
        } else if (warnings.isStalled()) {
            return "stalled";
        }
        return gate.mode() == Gate.Mode.SLOW ? "slow" : isBusy ? "busy" : "asleep";
    }

    private void manager() {
        Thread thread = loop.thread();
        json.key("loop").open('{').key("thread").value(thread == null ? "" : thread.getName());
        json.key("turns").value(loop.beat().turns()).key("steps").value(recorder.stepCount);
        json.key("turnRate").value(rates.turns()).key("stepRate").value(rates.steps());
        json.key("timers").value(seen.timers());
        json.key("turnNow").value(recorder.longestTurn / 1_000);
        json.key("turnMedian").value(recorder.turns.percentile(0.5).toNanos() / 1_000);
        json.key("turn99").value(recorder.turns.percentile(0.99).toNanos() / 1_000);
        json.key("turnMax").value(recorder.turns.max().toNanos() / 1_000);
        json.key("skipped").value(recorder.skipped).close('}');
    }

    private void controls() {
        json.key("mode").value(gate.mode().name().toLowerCase(Locale.ROOT));
        json.key("held").value(gate.isHolding()).key("virtual").value(recorder.isVirtual());
        json.key("delay").value(gate.delayNanos() / 1_000).key("speed").value(gate.speed());
    }

    private void card(
            Snapshot.Card card, @Nullable Ready keeping, List<StackTraceElement> culprit) {
        boolean keeps = card.task() == keeping;
        Task<?> task = card.task();
        json.open('{').key("id").value(card.number()).key("name").value(card.name());
        json.key("code").value(card.code());
        json.key("state").value(keeps ? "running" : card.state().name().toLowerCase(Locale.ROOT));
        json.key("what").value(card.what()).key("place").value(card.place());
        json.key("waited").value(card.awaited() == null ? 0 : (card.waitedNanos() + age) / 1_000);
        json.key("due").value(card.due() < 0 ? -1 : card.due() / 1_000);
        json.key("cancelling").value(task.cancelling() > 0);
        json.key("awaits").list(card.awaits(), JsonText::value);
        json.key("stack").list(keeps ? culprit : stacks.of(card), (out, frame) -> frame(frame));
        json.close('}');
    }

    private void frame(StackTraceElement frame) {
        String type = frame.getClassName();
        json.open('[').value(type.substring(type.lastIndexOf('.') + 1)).value(method(frame));
        json.value(frame.getFileName()).value(frame.getLineNumber());
        json.value(sources.of(frame)).close(']');
    }

    /// `pay` also for the lambda in it, which the compiler calls `lambda$pay$0`.
    private static String method(StackTraceElement frame) {
        String name = frame.getMethodName();
        String[] parts = name.split("\\$", -1);
        return name.startsWith("lambda$") && parts.length > 1 ? parts[1] : name;
    }

    private static void crowd(JsonText out, Snapshot.Crowd crowd) {
        out.open('{').key("code").value(crowd.code()).key("what").value(crowd.what());
        out.key("count").value(crowd.count()).close('}');
    }

    private static void place(JsonText out, Snapshot.Place place) {
        out.open('{').key("id").value(place.number()).key("what").value(place.what());
        out.key("holders").list(place.holders(), JsonText::value);
        out.key("waiters").list(place.waiters(), JsonText::value);
        out.key("count").value(place.count()).close('}');
    }

    private static void warning(JsonText out, Warnings.Warning warning) {
        out.open('{').key("kind").value(warning.kind()).key("text").value(warning.text());
        out.key("detail").value(warning.detail(), 6_000).key("now").value(warning.isNow());
        out.close('}');
    }
}
