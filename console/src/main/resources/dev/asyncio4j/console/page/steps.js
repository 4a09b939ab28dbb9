// SPDX-License-Identifier: Apache-2.0
// What becomes of a task after a step, and finding steps in a long list.

export const UNKNOWN = -1; // a light recording does not tell
export const WAITS = 0;
export const READY = 1;
export const MARKS = { 2: ["✓", "ok"], 3: ["✗", "bad"], 4: ["⊘", "cut"] };
export const WORDS = { 2: "returned", 3: "failed", 4: "was cancelled" };

/** The index of the last one that begins at `at` or before; -1 if none does. They are in order of time. */
export function lastBegun(list, at) {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (list[middle].begin <= at) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** How and when a row has ended: `{ at, after }`; null if it has not. */
export function endOf(row) {
  if (row.ended !== undefined) return row.ended;
  const last = row.steps.at(-1);
  return last && last.after >= 2 ? { at: last.end, after: last.after } : null;
}
