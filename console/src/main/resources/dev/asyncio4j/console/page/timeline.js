// SPDX-License-Identifier: Apache-2.0
// The timeline: a row for each task, its steps and what lies between them, on a canvas; and the same in words.
import { count, el, find, keep, put, say, time, waits } from "./dom.js";
import { Painting } from "./paint.js";
import { lastBegun, READY, WAITS, WORDS } from "./steps.js";

const MOST_ROWS = 200;
const SHOWN = 60; // rows
const LONGEST = 60; // seconds, if nobody chooses
const MOST_STEPS = 600; // of a task

/** What a recording has in common with a program that runs; what differs is in ./tape.js. */
export class Timeline {
  constructor(choose) {
    this.panel = find("#timeline");
    this.canvas = find("canvas", this.panel);
    this.scroll = find(".scroll", this.panel);
    this.tip = find(".tip", this.panel);
    this.choose = choose;
    this.span = 0; // seconds; 0 is what fits
    this.begin();
    for (const button of this.panel.querySelectorAll(".zoom button")) {
      button.addEventListener("click", () => this.isShown && this.zoom(button));
    }
    this.canvas.addEventListener("pointermove", (event) => this.isShown && this.point(event));
    this.canvas.addEventListener("pointerleave", () => say(this.tip, ""));
    this.canvas.addEventListener("click", (event) => this.isShown && this.click(event));
    new ResizeObserver(() => this.isShown && this.draw()).observe(this.scroll);
  }

  begin() {
    this.isShown = true;
    this.rows = new Map();
    this.first = null;
    this.now = 0;
    this.chosen = null;
    this.lost = false;
  }

  /** Leaves the panel to another. */
  hide() {
    this.isShown = false;
  }

  zoom(chosen) {
    this.span = Number(chosen.dataset.span);
    for (const each of this.panel.querySelectorAll(".zoom button")) put(each, "aria-pressed", each === chosen);
    this.draw();
  }

  steps(list, lost) {
    this.lost ||= lost;
    for (const [id, name, , begin, end, after, what] of list) {
      let row = this.rows.get(id);
      if (!row) {
        row = { id, name, steps: [], ran: 0, waited: 0 };
        this.rows.set(id, row);
      }
      const before = row.steps.at(-1);
      if (before && before.after === WAITS) row.waited += begin - before.end;
      row.name = name;
      row.ran += end - begin;
      row.steps.push({ begin, end, after, what });
      if (row.steps.length > MOST_STEPS) row.steps.shift();
      if (this.first === null || begin < this.first) this.first = begin;
    }
    this.#forget();
  }

  /** The oldest rows of those that are done go first. */
  #forget() {
    for (const [id, row] of this.rows) {
      if (this.rows.size <= MOST_ROWS) return;
      if (row.steps.at(-1).after >= 2) this.rows.delete(id);
    }
  }

  show(seen, chosen) {
    this.now = seen.clock;
    this.chosen = chosen;
    this.kept = seen.kept;
    this.keeper = seen.state === "stalled" ? seen.cards.find((card) => card.state === "running")?.id : null;
    this.busy = seen.loop.stepRate > 300;
    this.draw();
    this.words();
  }

  get shown() {
    const { from } = this.window();
    const alive = [];
    const done = [];
    for (const row of this.rows.values()) {
      const last = row.steps.at(-1);
      if (last.after < 2) alive.push(row);
      else if (last.end >= from) done.push(row);
    }
    const room = Math.max(10, SHOWN - alive.length);
    return [...alive.slice(0, SHOWN - Math.min(room, done.length)), ...done.slice(-room)].sort((a, b) => a.id - b.id);
  }

  /** Which time is shown. */
  window() {
    const span = this.span || (this.busy ? 1 : LONGEST);
    const from = this.now - span * 1e6;
    const begin = this.span || this.first === null ? from : Math.max(from, this.first);
    return { from: begin, until: Math.max(this.now, begin + (this.span ? 1 : 20_000)), now: this.now, first: this.first ?? begin, end: this.now };
  }

  draw() {
    this.painting = new Painting(this.canvas, this.scroll.clientWidth, this.shown, this.window());
    this.painting.axis();
    this.painting.drawRows(this.chosen, this.keeper, this.now - this.kept);
    this.painting.cursor();
  }

  click(event) {
    const row = this.painting?.rowAt(event.offsetY);
    if (row) this.choose(row.id);
  }

  point(event) {
    const row = this.painting?.rowAt(event.offsetY);
    if (!row || event.offsetX < this.painting.left) return say(this.tip, "");
    const at = this.painting.at(event.offsetX);
    const near = this.painting.at(event.offsetX + 3) - at;
    const last = row.steps[lastBegun(row.steps, at + near)];
    if (last && at <= last.end + near) return say(this.tip, `${row.name} runs for ${time(last.end - last.begin)}`);
    return say(this.tip, this.between(row, last ?? row.before, at));
  }

  /** What the row does after that step. */
  between(row, step, at) {
    if (!step || step.after >= 2 || step.after < 0) return row.name;
    const next = row.steps[lastBegun(row.steps, at) + 1]?.begin ?? this.window().end;
    const woke = step.after === READY ? step.end : (step.woke ?? next);
    return at < woke
      ? `${row.name} ${waits(step.what)}, for ${time(woke - step.end)}`
      : `${row.name} is ready, for ${time(next - woke)}`;
  }

  words() {
    const rows = this.shown;
    put(this.canvas, "aria-label", `Timeline of ${count(rows.length, "task")}; below it is told in words`);
    const details = find("details", this.panel);
    if (!details.open) return;
    keep(find(".words", this.panel), rows, (row) => row.id, () => el("li"), (item, row) => say(item, this.sentence(row)));
  }

  sentence(row) {
    const last = row.steps.at(-1);
    const end = WORDS[last.after] ?? (last.after === WAITS ? `now it ${waits(last.what)}` : "is ready");
    return `${row.name}: ${count(row.steps.length, "step")} of ${time(row.ran)} in all, waited ${time(row.waited)}; ${end}.`;
  }
}
