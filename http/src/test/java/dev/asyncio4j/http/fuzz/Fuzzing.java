// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.fuzz;

/// Looks for an input that a target does not bear.
final class Fuzzing {

    private Fuzzing() {}

    /// The first one of so many.
    /// @return its number, its bytes and what happened; null if there is none
    static String find(String name, int times, long seed) throws Exception {
        Target target = FuzzTargets.of(name);
        Mutations inputs = new Mutations(Corpus.of(name, target), seed);
        for (int n = 0; n < times; n++) {
            byte[] input = inputs.get(n);
            try {
                target.take(input);
            } catch (Exception | StackOverflowError | OutOfMemoryError | AssertionError finding) {
                StackTraceElement[] stack = finding.getStackTrace();
                return "%s, input %d: %s%n  %s%n  at %s"
                        .formatted(
                                name,
                                n,
                                Escapes.escaped(input),
                                finding,
                                stack.length == 0 ? "" : stack[0]);
            }
        }
        return null;
    }
}
