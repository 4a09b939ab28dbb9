// SPDX-License-Identifier: Apache-2.0
// What happened at a moment of a recording, in one or two sentences.
import { count, names, time } from "./dom.js";

/** A moment, to the microsecond if the recording is short enough for that to be read. */
export const clock = (at, length) => `${(at / 1e6).toFixed(length < 1000e6 ? 6 : 3)} s`;

const short = (at) => time(at);

/** The sentences. */
export function retold(seen) {
  const { recording, stall, running, callback } = seen;
  if (seen.state === "ended") return ended(seen);
  if (stall) {
    return (
      `${stall.who} keeps the loop for ${time(stall.end - stall.begin)}, and does not come to an await. ` +
      `Everybody else stands still, ${time(seen.kept)} so far: ${count(Math.max(0, seen.total - running.length), "task")}, whatever they wait for.`
    );
  }
  if (running.length > 0) return `${names(running.map((card) => card.name))} ${running.length > 1 ? "run" : "runs"}${until(seen)}. ${queue(seen)}`;
  if (callback !== null) return `The loop runs a callback, which is no task's: ${callback}. ${queue(seen)}`;
  if (recording.light) return `Nothing is recorded here: this recording has steps of 10 ms or more, and who begins and ends. ${next(seen)}`;
  if (seen.rests) return `Nobody is ready, so the loop sleeps. ${waiting(seen)} ${next(seen)}`;
  return `The loop is between two steps. ${seen.ready > 0 ? queue(seen) : waiting(seen)} ${next(seen)}`;
}

function until({ running, cards }) {
  const [card] = running;
  return running.length === 1 && cards.includes(card) ? `${card.doing.replace(/^runs/, "")}, until its next await` : "";
}

function queue({ recording, cards, ready }) {
  if (recording.light) return "Who is ready meanwhile is not recorded.";
  if (ready === 0) return "Nobody else is ready.";
  const known = cards.filter((card) => card.state === "ready" || card.state === "new").map((card) => card.name);
  const others = ready > known.length ? count(ready, "other task") : names(known);
  return `${others} could go on too, and ${ready === 1 ? "comes" : "come"} next.`;
}

function waiting({ total }) {
  if (total === 0) return "There are no tasks.";
  return total === 1 ? "The only task waits." : `All ${count(total, "task")} wait.`;
}

function next({ next: step, clock: at, recording }) {
  if (!step) return "Nobody goes on before the recording ends.";
  const who = recording.light ? `The next long step is ${step.row.name}’s` : `The next to go on is ${step.row.name}`;
  return `${who}, in ${short(step.begin - at)}.`;
}

function ended({ recording, total, doneCount }) {
  const over = doneCount ? `${count(doneCount, "task has", "tasks have")} ended` : "no task has ended";
  const cut = recording.cut ? "There was too much to record, so this is the beginning only. " : "";
  return `${cut}The recording ends here, after ${short(recording.length)}: ${over}, and ${count(total, "goes on", "go on")}.`;
}
