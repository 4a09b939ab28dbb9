// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.testing;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// How a run decides what is open: everything that is needed to run a program again in the very
/// same order, in one line of text.
///
/// ```
/// fifo                       as a loop without oracle does
/// open:7                     seed 7 decides what asyncio leaves open
/// rounds:7                   and who comes first within each turn
/// walk:7                     and whose step is next, whoever is ready: a random walk
/// pct:7:3:120                the same by priorities: depth 3, about 120 steps
/// walk=0.2.1                 a recorded run: these answers, then first in, first out
/// rounds:7+cancel@4          and the 4th await that suspends is cancelled
/// fifo+fault@4               ... fails, on the next turn
/// fifo+fault-after@4         the 4th await that was about to give a result fails instead
/// ```
///
/// A recorded run is for the program that it was recorded of: one that asks for a choice which the
/// answers do not fit, or ends before it has used them, fails with an IllegalStateException.
///
/// Immutable. Make one by the factories, or by [#parse].
///
/// @param kind who decides
/// @param seed of the random numbers
/// @param depth PCT: how many ordering constraints the bug sought needs, at least 1
/// @param steps PCT: about how many steps the program takes, at least 1
/// @param answers of a recorded run; null if the seed decides
/// @param cancelAt cancel the n-th await that suspends, counting from 1; 0 is none
/// @param faultAt let the n-th await that suspends, and can fail, do so; 0 is none
/// @param faultAfter let the n-th await that was about to give a result, and can fail, do so; 0 is
///     none
public record Schedule(
        Kind kind,
        long seed,
        int depth,
        int steps,
        @Nullable List<Integer> answers,
        int cancelAt,
        int faultAt,
        int faultAfter) {

    /// The name of the system property that makes [Explorer] run one schedule only, and the
    /// beginning of the line that it prints.
    public static final String PROPERTY = "asyncio4j.schedule";

    private static final Pattern TEXT =
            Pattern.compile(
                    "([a-z]+)(?::(-?\\d+)(?::(\\d+):(\\d+))?|=((?:\\d+(?:\\.\\d+)*)?))?((?:\\+[a-z-]+@\\d+)*)");

    /// How much is open, and who decides it.
    public enum Kind {
        /// Nothing is: first in, first out, as asyncio does on a good day.
        FIFO,
        /// What asyncio leaves open: the order of equal timers, and of what one poll finds.
        OPEN,
        /// And the order of the steps within a turn: everyone ready still gets one step a turn.
        ROUNDS,
        /// And whether one gets a step at all: any that is ready may be next, as if the others had
        /// more to compute.
        WALK,
        /// As `WALK`, but by random priorities that change at few random steps. It finds a bug that
        /// needs `depth` ordering constraints among `n` tasks with probability of at least
        /// 1/(n * steps^(depth-1)) a run, where a random walk may have next to none. **Source**
        /// Burckhardt, Kothari, Musuvathi, Nagarakatte: "A randomized scheduler with probabilistic
        /// guarantees of finding bugs", ASPLOS 2010.
        PCT
    }

    /// Checks the parts.
    /// @throws IllegalArgumentException if a number is out of range
    public Schedule {
        require("depth", depth, 1);
        require("steps", steps, 1);
        require("cancelAt", cancelAt, 0);
        require("faultAt", faultAt, 0);
        require("faultAfter", faultAfter, 0);
        answers = answers == null ? null : List.copyOf(answers);
    }

    private static void require(String name, int value, int least) {
        if (value < least) {
            throw new IllegalArgumentException(
                    name + ": " + value + " (expected: >= " + least + ")");
        }
    }

    /// First in, first out.
    public static Schedule fifo() {
        return seeded(Kind.FIFO, 0);
    }

    /// A schedule of that kind by that seed; for `PCT` of depth 3, for about 100 steps.
    public static Schedule seeded(Kind kind, long seed) {
        return new Schedule(kind, seed, 3, 100, null, 0, 0, 0);
    }

    /// Priorities by that seed.
    /// @throws IllegalArgumentException if `depth` or `steps` is less than 1
    public static Schedule pct(long seed, int depth, int steps) {
        return new Schedule(Kind.PCT, seed, depth, steps, null, 0, 0, 0);
    }

    /// The same, where the n-th await that suspends is cancelled; 0 is none.
    public Schedule withCancelAt(int await) {
        return new Schedule(kind, seed, depth, steps, answers, await, faultAt, faultAfter);
    }

    /// The same, where the n-th await that suspends fails on the next turn with an [InjectedFault];
    /// 0 is none. What it awaits is left alone. Awaits that cannot fail in life do not count: those
    /// for a turn in a lock, queue or the like, a group's for its tasks, and that of `waitOn`.
    public Schedule withFaultAt(int await) {
        return new Schedule(kind, seed, depth, steps, answers, cancelAt, await, faultAfter);
    }

    /// The same, where the n-th await that was about to give a result after having suspended throws
    /// an [InjectedFault] instead; 0 is none. Awaits that cannot fail in life do not count here
    /// either.
    public Schedule withFaultAfter(int await) {
        return new Schedule(kind, seed, depth, steps, answers, cancelAt, faultAt, await);
    }

    /// The same with the answers of a recorded run.
    Schedule recorded(List<Integer> given) {
        Kind freedom = kind == Kind.PCT ? Kind.WALK : kind;
        return new Schedule(freedom, 0, 1, 1, given, cancelAt, faultAt, faultAfter);
    }

    /// Whether it injects something.
    boolean injects() {
        return cancelAt + faultAt + faultAfter > 0;
    }

    /// Reads what [#toString()] writes; `asyncio4j.schedule=` before it and what follows the first
    /// blank do not matter.
    /// @throws IllegalArgumentException if it is something else
    public static Schedule parse(String line) {
        String text = line.strip().replaceFirst("^(-D)?" + Pattern.quote(PROPERTY) + "=", "");
        text = text.replaceFirst("\\s.*", "");
        Matcher found = TEXT.matcher(text);
        try {
            if (found.matches()) {
                return injecting(begun(found), found.group(6));
            }
        } catch (IllegalArgumentException wrong) {
            throw new IllegalArgumentException(refusal(line), wrong);
        }
        throw new IllegalArgumentException(refusal(line));
    }

    private static Schedule begun(Matcher found) {
        Kind kind = Kind.valueOf(found.group(1).toUpperCase(Locale.ROOT));
        String answers = found.group(5);
        if (answers != null) {
            List<Integer> list =
                    answers.isEmpty()
                            ? List.of()
                            : Arrays.stream(answers.split("\\.", -1))
                                    .map(Integer::valueOf)
                                    .toList();
            return seeded(kind, 0).recorded(list);
        }
        String seed = found.group(2);
        if ((seed == null) != (kind == Kind.FIFO)) {
            throw new IllegalArgumentException("seed: " + seed);
        }
        if (found.group(3) != null && kind != Kind.PCT) {
            throw new IllegalArgumentException("depth and steps mean something for pct only");
        }
        if (found.group(3) == null) {
            return seeded(kind, seed == null ? 0 : Long.parseLong(seed));
        }
        return pct(
                Long.parseLong(found.group(2)),
                Integer.parseInt(found.group(3)),
                Integer.parseInt(found.group(4)));
    }

    private static Schedule injecting(Schedule schedule, String injections) {
        Schedule result = schedule;
        for (String each : injections.split("\\+", -1)) {
            if (!each.isEmpty()) {
                int number = Integer.parseInt(each.substring(each.indexOf('@') + 1));
                result =
                        switch (each.substring(0, each.indexOf('@'))) {
                            case "cancel" -> result.withCancelAt(number);
                            case "fault" -> result.withFaultAt(number);
                            case "fault-after" -> result.withFaultAfter(number);
                            default -> throw new IllegalArgumentException(each);
                        };
            }
        }
        return result;
    }

    private static String refusal(String line) {
        return "schedule: "
                + line
                + " (expected: e.g. fifo, open:1, rounds:1, walk:1, pct:1:3:100 or walk=0.2.1, then"
                + " +cancel@n, +fault@n or +fault-after@n)";
    }

    /// Its text, without blanks, which [#parse] reads.
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(kind.name().toLowerCase(Locale.ROOT));
        if (answers != null) {
            text.append('=');
            text.append(answers.stream().map(String::valueOf).collect(Collectors.joining(".")));
        } else if (kind != Kind.FIFO) {
            text.append(':').append(seed);
            if (kind == Kind.PCT) {
                text.append(':').append(depth).append(':').append(steps);
            }
        }
        text.append(cancelAt == 0 ? "" : "+cancel@" + cancelAt);
        text.append(faultAt == 0 ? "" : "+fault@" + faultAt);
        text.append(faultAfter == 0 ? "" : "+fault-after@" + faultAfter);
        return text.toString();
    }
}
