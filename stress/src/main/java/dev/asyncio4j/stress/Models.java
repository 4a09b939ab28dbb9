// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.stress;

import dev.asyncio4j.loop.InboxModel;
import dev.asyncio4j.loop.WakeModel;
import dev.asyncio4j.sync.EventModel;
import dev.asyncio4j.sync.QueueModel;
import java.util.List;
import org.jetbrains.lincheck.Lincheck;
import org.jetbrains.lincheck.LincheckAssertionError;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;

/// Runs all Lincheck models, and their broken twins, which must fail. Exits with 1 if one ends
/// otherwise. `--quick` tries a tenth.
public final class Models {

    private record Model(String name, boolean holds, Runnable check) {}

    private Models() {}

    /// Runs them.
    public static void main(String[] options) {
        int share = List.of(options).contains("--quick") ? 10 : 1;
        boolean asExpected = true;
        for (Model model : models(share)) {
            long begin = System.nanoTime();
            String failure = failure(model.check());
            boolean right = (failure == null) == model.holds();
            asExpected &= right;
            System.out.printf(
                    "%s  %-32s %-28s %.1f s%n",
                    right ? "ok    " : "WRONG ",
                    model.name(),
                    failure == null ? "holds" : "fails" + (model.holds() ? "" : ", as it must"),
                    (System.nanoTime() - begin) / 1e9);
            if (!right && failure != null) {
                System.out.println(failure);
            }
        }
        System.exit(asExpected ? 0 : 1);
    }

    private static List<Model> models(int share) {
        return List.of(
                new Model(
                        "Inbox: post, drain",
                        true,
                        () -> linearizable(InboxModel.class, InboxModel.Expected.class, share)),
                new Model(
                        "Inbox: post, drain; broken",
                        false,
                        () ->
                                linearizable(
                                        InboxModel.Broken.class, InboxModel.Expected.class, share)),
                new Model(
                        "SharedQueue: put, get, shutdown",
                        true,
                        () -> linearizable(QueueModel.class, QueueModel.Expected.class, share)),
                new Model(
                        "SharedQueue; broken",
                        false,
                        () ->
                                linearizable(
                                        QueueModel.Broken.class, QueueModel.Expected.class, share)),
                new Model(
                        "SharedEvent: wait, set",
                        true,
                        () -> Lincheck.runConcurrentTest(2_000 / share, new EventModel())),
                new Model(
                        "SharedEvent; broken",
                        false,
                        () -> Lincheck.runConcurrentTest(2_000 / share, new EventModel.Broken())),
                new Model(
                        "Inbox: post, fallAsleep",
                        true,
                        () -> Lincheck.runConcurrentTest(10_000 / share, new WakeModel())),
                new Model(
                        "Inbox: post, fallAsleep; broken",
                        false,
                        () -> Lincheck.runConcurrentTest(10_000 / share, new WakeModel.Broken())));
    }

    private static void linearizable(Class<?> model, Class<?> expected, int share) {
        new ModelCheckingOptions()
                .iterations(50 / share)
                .invocationsPerIteration(5_000 / share)
                .threads(2)
                .actorsBefore(1)
                .actorsAfter(1)
                .actorsPerThread(3)
                .sequentialSpecification(expected)
                .check(model);
    }

    private static String failure(Runnable check) {
        try {
            check.run();
            return null;
        } catch (LincheckAssertionError found) {
            return found.getMessage();
        }
    }
}
