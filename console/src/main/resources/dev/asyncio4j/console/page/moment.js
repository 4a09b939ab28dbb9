// SPDX-License-Identifier: Apache-2.0
// Who was where at one moment of a recording, in the form of a picture of a program that runs.
import { time } from "./dom.js";
import { lastBegun, READY, WAITS } from "./steps.js";

const MOST = 240; // cards
const DONE = 12; // shown
const LATE = 50_000; // microseconds in which all are woken whom a stall has kept
const ORDER = { running: 0, ready: 1, new: 1, waiting: 2 };

/** The picture at `at`; who ended a step in the last `glow` microseconds is told to have run. */
export function moment(recording, at, chosen, glow) {
  const alive = [];
  const done = [];
  const ran = [];
  let doneCount = 0;
  for (const row of recording.rows) {
    if (at < row.begin) continue;
    const i = lastBegun(row.steps, at);
    if (i >= 0 && row.steps[i].end > at - glow && row.steps[i].end <= at) ran.push(row.id);
    if (row.ended && row.ended.at <= at) {
      doneCount++;
      done.push(row);
    } else {
      alive.push(card(recording, row, i, at));
    }
  }
  const count = (...states) => alive.filter((each) => states.includes(each.state)).length;
  const stall = recording.stalls.find((each) => each.begin <= at && at < each.end);
  const callback = inside(recording.callbacks, at);
  const seen = {
    recording,
    clock: at,
    total: alive.length,
    ready: count("ready", "new"),
    running: alive.filter((each) => each.state === "running"),
    callback: callback?.name ?? null,
    stall: stall ?? null,
    kept: stall ? at - stall.begin : 0,
    rests: Boolean(inside(recording.rests, at)),
    next: recording.steps[lastBegun(recording.steps, at) + 1] ?? null,
    cards: sample(alive, chosen),
    crowds: alive.length > MOST ? crowds(alive) : [],
    done: latest(done).map((row) => ({ id: String(row.id), name: row.name, after: row.ended.after, what: null, took: row.isNew ? row.ended.at - row.begin : null, at: row.ended.at })),
    doneCount,
    ran,
    warnings: warnings(recording, at),
    places: [],
    held: false,
  };
  seen.state = state(seen);
  seen.idle = idle(seen);
  return seen;
}

const inside = (spans, at) => {
  const span = spans[lastBegun(spans, at)];
  return span && at < span.end ? span : null;
};

function state({ recording, clock, stall, running, callback, rests }) {
  if (clock >= recording.length) return "ended";
  if (stall) return "stalled";
  if (recording.light && running.length === 0 && callback === null) return "unknown";
  return running.length > 0 || callback !== null || !rests ? "busy" : "asleep";
}

/** What the loop does while nobody's card lies before it. */
function idle({ state, recording, callback, rests, next, clock }) {
  if (state === "ended") return null;
  if (callback !== null) return ["The loop runs a callback.", callback];
  if (rests) return ["The loop sleeps.", next ? `The next step comes in ${time(next.begin - clock)}.` : "No step comes any more in this recording."];
  return recording.light ? ["Nothing is recorded here.", "Only steps of 10 ms or more are."] : ["The loop is between two steps.", ""];
}

function card(recording, row, i, at) {
  const made = {
    id: row.id, name: row.name, code: row.code, place: null, due: -1, waited: -1, awaits: [], stack: [], what: null, doing: null,
    cancelling: row.cancels.some((each) => each.at <= at),
  };
  const step = i < 0 ? row.before : row.steps[i];
  if (i >= 0 && (at < step.end || at === step.begin)) {
    made.doing = `runs, for ${time(step.end - step.begin)}`;
    return Object.assign(made, { state: "running" });
  }
  if (step.after === READY && at >= step.end) return Object.assign(made, { state: i < 0 && row.isNew ? "new" : "ready" });
  if (step.after !== WAITS) {
    const rests = row.steps.length === 0 ? "what it does is not recorded" : "waits; for what is not recorded";
    made.doing = recording.light ? "between its long steps; no more is recorded" : rests;
    return Object.assign(made, { state: "waiting" });
  }
  if (at >= step.woke && step.woke < recording.length) return Object.assign(made, { state: "ready" });
  made.what = step.what;
  made.waited = at - step.end + step.before;
  if (step.what === "its time" && row.steps[i + 1] && !isLate(recording, step.woke)) made.due = step.woke;
  return Object.assign(made, { state: "waiting" });
}

/** Whether a stall kept who was woken then: it should have been woken earlier, and nobody knows when. */
const isLate = ({ stalls }, woke) => stalls.some(({ begin, end }) => begin < woke && Math.abs(woke - end) < LATE);

/** Who runs or is ready comes first, then those who have waited longest; the chosen one is always there. */
function sample(alive, chosen) {
  const order = (a, b) => ORDER[a.state] - ORDER[b.state] || a.id - b.id;
  if (alive.length <= MOST) return alive.sort(order);
  const kept = [...alive].sort(order);
  const at = kept.findIndex((each) => each.id === chosen);
  if (at >= MOST) kept.unshift(...kept.splice(at, 1));
  return kept.slice(0, MOST);
}

function crowds(alive) {
  const all = new Map();
  for (const { code, state, what } of alive) {
    const does = state === "waiting" ? (what ?? "something") : "is ready";
    const key = `${code} ${does}`;
    if (!all.has(key)) all.set(key, { code, what: does, count: 0 });
    all.get(key).count++;
  }
  return [...all.values()].sort((a, b) => b.count - a.count);
}

/** The last ones to end, the latest first. */
function latest(done) {
  return done.sort((a, b) => b.ended.at - a.ended.at).slice(0, DONE);
}

function warnings({ stalls, length }, at) {
  return stalls.map(({ who, begin, end, stack }) => ({
    kind: "stall",
    text: `${who} kept the loop for ${time(end - begin)}${begin === 0 || end >= length ? " at least" : ""}, from ${time(begin)} to ${time(end)} of the recording.`,
    detail: stack,
    now: begin <= at && at < end,
    yet: at < begin,
  }));
}
