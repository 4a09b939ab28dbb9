// SPDX-License-Identifier: Apache-2.0
// Reads what `asyncio record` has written: a trace of Chrome's form that says it is ours. What is in it was chosen by
// a program, or by whoever made the file: it is checked, and taken for numbers and text, never for more.
import { lastBegun, READY, UNKNOWN, WAITS } from "./steps.js";

const VERSION = 1;
const LARGEST = 256 * 2 ** 20; // bytes
const LONGEST = 500; // characters of a text
const LATEST = 1e15; // microseconds: thirty years
const STALL = 1_000_000; // microseconds: what the watchdog takes for one, if it is told nothing else
const OUTCOMES = { finished: 2, failed: 3, cancelled: 4 };

/** Why a file cannot be shown, in a sentence. */
export class NoRecording extends Error {}

/** The recording in a text; `file` is what it is called. Throws a NoRecording. */
export function read(file, text) {
  const trace = parse(file, text);
  const about = trace.otherData;
  if (!isObject(about) || !("asyncio4j" in about)) foreign(file, "it has no otherData.asyncio4j");
  if (about.asyncio4j !== VERSION) throw new NoRecording(`${file} is of another version: form ${short(about.asyncio4j)} (expected: ${VERSION})`);
  if (!Array.isArray(trace.traceEvents)) foreign(file, "it has no traceEvents");
  const tracks = sorted(file, trace.traceEvents);
  return build(file, about, tracks);
}

/** Refuses a file before it is read. */
export function ensureFits(file, size) {
  if (size > LARGEST) throw new NoRecording(`${file} is too large: ${Math.round(size / 2 ** 20)} MiB (expected: at most ${LARGEST / 2 ** 20})`);
}

function parse(file, text) {
  if (text.trim() === "") throw new NoRecording(`${file} is empty`);
  let trace;
  try {
    trace = JSON.parse(text);
  } catch (broken) {
    const begins = text.trimStart().startsWith('{"otherData":{"asyncio4j"');
    if (begins && !text.trimEnd().endsWith("]}")) throw new NoRecording(`${file} is cut off: it ends in the middle; record it again`);
    throw new NoRecording(`${file} is not JSON: ${tame(broken.message)}`);
  }
  if (!isObject(trace)) foreign(file, "it is no JSON object");
  return trace;
}

function foreign(file, why) {
  throw new NoRecording(`${file} is no recording of asyncio record: ${why}`);
}

const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
const short = (value) => tame(JSON.stringify(value) ?? "nothing").slice(0, 40);

/** What a text has that might end a line, turn the direction of writing or hide is shown as what it is. */
export function tame(text) {
  const whole = text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
  return whole.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, (sign) => `\\u${sign.codePointAt(0).toString(16).padStart(4, "0")}`);
}

/** The events by track, each kind in order of time. */
function sorted(file, events) {
  const tracks = new Map();
  const track = (id) => {
    if (!tracks.has(id)) tracks.set(id, { id, name: `track ${id}`, isTask: false, code: null, spans: [], marks: [] });
    return tracks.get(id);
  };
  const texts = new Map(); // most of them come again and again
  const text = (given) => {
    if (!texts.has(given)) texts.set(given, tame(given));
    return texts.get(given);
  };
  events.forEach((event, i) => {
    const wrong = (what) => foreign(file, `event ${i} has ${what}`);
    if (!isObject(event)) foreign(file, `event ${i} is ${short(event)}`);
    if (!["M", "X", "i"].includes(event.ph)) return; // of other tools
    if (!Number.isSafeInteger(event.tid)) wrong(`the track ${short(event.tid)} (expected: a whole number)`);
    if (typeof event.name !== "string") wrong(`the name ${short(event.name)} (expected: a text)`);
    const row = track(event.tid);
    const more = isObject(event.args) ? event.args : {};
    if (event.ph === "M") {
      if (event.name === "thread_name" && typeof more.name === "string") {
        row.name = text(more.name);
        row.isTask = typeof more.task === "string";
        row.code = typeof more.code === "string" ? text(more.code) : null;
      }
      return;
    }
    const begin = number(event.ts, (given) => wrong(`the time ts ${given}`));
    const item = { kind: event.cat, name: text(event.name), begin, end: begin, more };
    if (event.ph === "i") return void row.marks.push(item);
    item.end = begin + number(event.dur, (given) => wrong(`the length dur ${given}`));
    row.spans.push(item);
  });
  for (const each of tracks.values()) {
    each.spans.sort((a, b) => a.begin - b.begin || a.end - b.end);
    each.marks.sort((a, b) => a.begin - b.begin);
  }
  return [...tracks.values()];
}

function number(given, wrong) {
  if (typeof given !== "number" || !(given >= 0 && given < LATEST)) wrong(`${short(given)} (expected: microseconds, 0 or more)`);
  return given;
}

function build(file, about, tracks) {
  const light = about.light === true;
  const spans = (kind) => tracks.filter((track) => !track.isTask).flatMap((track) => track.spans.filter((span) => span.kind === kind)).sort((a, b) => a.begin - b.begin);
  const recording = {
    file,
    light,
    cut: about.cut === true,
    program: typeof about.program === "string" ? tame(about.program) : "?",
    pid: Number.isSafeInteger(about.pid) ? about.pid : null,
    recorded: typeof about.recorded === "string" ? new Date(about.recorded) : null,
    length: typeof about.micros === "number" && about.micros > 0 && about.micros < LATEST ? about.micros : 0,
    rows: tracks.filter((track) => track.isTask).map((track) => row(track, light)),
    rests: spans("loop"),
    callbacks: spans("step"),
  };
  recording.length = Math.max(1, ends(recording.length, tracks));
  recording.steps = recording.rows.flatMap((each) => each.steps).sort((a, b) => a.begin - b.begin);
  recording.stalls = stalls(tracks, recording);
  return recording;
}

function ends(least, tracks) {
  let latest = least;
  for (const { spans, marks } of tracks) {
    for (const { end } of spans) if (end > latest) latest = end;
    if (marks.length) latest = Math.max(latest, marks.at(-1).begin);
  }
  return latest;
}

/** A task: its steps, and what lies between them. */
function row({ id, name, code, spans, marks }, light) {
  const created = marks.find((mark) => mark.name === "created" && mark.kind === "task");
  const end = marks.find((mark) => mark.kind === "task" && mark.name in OUTCOMES);
  const waits = spans.filter((span) => span.kind === "wait");
  const made = { id, name, code, steps: [], before: null, ended: end ? { at: end.begin, after: OUTCOMES[end.name] } : null, ran: 0, waited: 0 };
  made.begin = created ? created.begin : 0;
  made.isNew = Boolean(created);
  made.cancels = marks.filter((mark) => mark.kind === "cancel").map((mark) => ({ at: mark.begin, reason: mark.name.replace(/^cancel: /, "") }));
  let last = null; // wait
  for (const span of spans.filter((each) => each.kind === "step")) {
    made.ran += span.end - span.begin;
    made.steps.push({ row: made, begin: span.begin, end: span.end, after: light ? UNKNOWN : READY, what: null, woke: null, before: 0, stalls: false });
  }
  const opening = { begin: 0, end: made.begin, after: created && !light ? READY : UNKNOWN, what: null, woke: null, before: 0 };
  let i = -1; // the step before the wait
  for (const wait of waits) {
    made.waited += wait.end - wait.begin;
    while (i + 1 < made.steps.length && made.steps[i + 1].begin < wait.begin) i++;
    const step = i < 0 ? opening : made.steps[i];
    if (step === last) continue; // two waits at once are none of ours
    last = step;
    const before = typeof wait.more.beforeMicros === "number" ? Math.max(0, wait.more.beforeMicros) : 0;
    Object.assign(step, { after: WAITS, what: wait.name, woke: wait.end, before });
  }
  made.before = opening.after === UNKNOWN ? firstReady(spans, opening) : opening;
  const final = made.steps.at(-1);
  if (final && made.ended && final.after === READY) final.after = made.ended.after;
  return made;
}

/** Who was there before, and of whom only is known since when it was ready. */
function firstReady(spans, opening) {
  const ready = spans.find((span) => span.kind === "ready");
  const step = spans.find((span) => span.kind === "step");
  return ready && (!step || ready.begin < step.begin) ? { ...opening, after: READY, end: ready.begin } : opening;
}

/** When the loop stood still: from before it was noticed to the end of that step; and each step of a second or more. */
function stalls(tracks, { steps, callbacks, length }) {
  const marks = tracks.flatMap((track) => track.marks.filter((mark) => mark.kind === "stall"));
  const known = new Set(); // the steps that are told
  const all = [];
  for (const { begin, name, more } of marks.sort((a, b) => a.begin - b.begin)) {
    const stood = typeof more.stoodMicros === "number" && more.stoodMicros > 0 ? more.stoodMicros : 0;
    const around = [steps, callbacks].map((list) => list[lastBegun(list, begin)]);
    const culprit = around.find((step) => step && begin <= step.end && step.end - step.begin >= stood / 2);
    if (known.has(culprit)) continue;
    if (culprit) known.add(culprit);
    all.push({
      who: culprit?.row?.name ?? name.replace(/^stalled by /, ""),
      row: culprit?.row ?? null,
      begin: culprit?.begin ?? Math.max(0, begin - stood),
      end: Math.min(length, culprit?.end ?? begin),
      stack: typeof more.stack === "string" ? more.stack.split("\n", 60).map(tame).join("\n").trim() : "",
    });
  }
  for (const step of [...steps, ...callbacks]) {
    if (step.end - step.begin < STALL || known.has(step)) continue;
    known.add(step);
    all.push({ who: step.row?.name ?? step.name, row: step.row ?? null, begin: step.begin, end: step.end, stack: "" });
  }
  for (const step of known) if (step.row) step.stalls = true;
  return all.sort((a, b) => a.begin - b.begin);
}
