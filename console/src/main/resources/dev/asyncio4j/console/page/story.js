// SPDX-License-Identifier: Apache-2.0
// What happens, in one or two sentences, for somebody who has never seen an event loop.
import { count, many, names, time } from "./dom.js";

const STATES = {
  busy: "busy",
  asleep: "asleep",
  paused: "paused",
  slow: "slow motion",
  stalled: "stalled",
  deadlock: "deadlock",
  ended: "ended",
};

/** The word in the pill. */
export const stateWord = (state) => STATES[state] ?? state;

const by = (cards, ...states) => cards.filter((card) => states.includes(card.state));

/** The sentences; `done` counts those who have ended. */
export function story(seen, done) {
  const { cards } = seen;
  const running = by(cards, "running")[0];
  const waiting = seen.total - seen.ready - (running ? 1 : 0);
  switch (seen.state) {
    case "ended":
      return `The program has ended${done ? `, and ${count(done, "task")} with it` : ""}. What you see is how it was.`;
    case "deadlock":
      return deadlock(cards);
    case "stalled":
      return (
        `${running ? running.name : "A callback"} keeps the loop and does not come to an await. Everybody else stands ` +
        `still, ${time(seen.kept)} so far: ${count(seen.total - 1, "task")}, whatever they wait for.`
      );
    case "paused":
      if (seen.loop.steps === 0) {
        return "The program waits for you. Press Run to let it go, Slow motion to watch it, or Step to go task by task.";
      }
      return running
        ? `Held before the next step: it is ${running.name}’s turn. ${queue(seen)} Press Step to let it run to its next await.`
        : `Paused. Nobody is ready: ${sleepers(seen)}`;
    case "slow":
      return running
        ? `It is ${running.name}’s turn: it runs until its next await. ${queue(seen)}`
        : sleepers(seen);
    case "asleep":
      return `Nobody is ready, so the loop sleeps. ${sleepers(seen)}`;
    default:
      if (waiting <= 0 && seen.ready <= 0) return "The loop runs.";
      return (
        `The loop is busy: ${many(seen.loop.stepRate)} steps a second, one after the other. ` +
        `${seen.ready > 0 ? `${count(seen.ready, "task is", "tasks are")} ready, ` : ""}` +
        `${waiting > 0 ? `${count(waiting, "task waits", "tasks wait")}` : "nobody waits"}${crowd(seen)}.`
      );
  }
}

/** Where most of them stand: there is what the others are too slow for. */
function crowd({ places }) {
  const [most] = [...places].sort((a, b) => b.count - a.count);
  return most && most.count > 2 ? `, ${most.count} of them for ${most.what.replace(/, held by .*/, "")}` : "";
}

function queue(seen) {
  const ready = by(seen.cards, "ready", "new").map((card) => card.name);
  if (seen.ready === 0 || ready.length === 0) return "Nobody else is ready.";
  const others = seen.ready > ready.length ? `${count(seen.ready, "other task")}` : names(ready);
  return `${others} could go on too, and ${seen.ready === 1 ? "comes" : "come"} next.`;
}

function sleepers(seen) {
  const waiting = by(seen.cards, "waiting");
  const next = waiting.filter((card) => card.due >= 0).sort((a, b) => a.due - b.due)[0];
  const all = seen.total === 1 ? "The only task waits" : `All ${count(seen.total, "task")} wait`;
  if (!next) return `${all} for something from outside.`;
  const left = Math.max(0, next.due - seen.clock);
  return `${all}. The next to wake is ${next.name}${left > 0 ? `, in ${time(left)}` : ""}.`;
}

function deadlock(cards) {
  const circle = findCircle(cards);
  if (circle.length > 1) {
    const words = circle.map((card, i) => `${card.name} waits for ${circle[(i + 1) % circle.length].name}`);
    return `Deadlock: ${words.join(", ")}. Nobody can move, and nothing will ever happen again.`;
  }
  return "Deadlock: everybody waits, and nobody is left who could change that. Nothing will ever happen again.";
}

/** Those who wait for one another in a circle; none if there is no circle. */
export function findCircle(cards) {
  const known = new Map(cards.map((card) => [card.id, card]));
  for (const start of cards) {
    const way = [];
    for (let at = start; at && at.awaits.length === 1; at = known.get(at.awaits[0])) {
      const again = way.indexOf(at);
      if (again >= 0) return way.slice(again);
      way.push(at);
    }
  }
  return [];
}
