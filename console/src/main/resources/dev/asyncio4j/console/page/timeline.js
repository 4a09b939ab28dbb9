// SPDX-License-Identifier: Apache-2.0
// The timeline: a row for each task, its steps and what lies between them, on a canvas; and the same in words.
import { count, el, find, keep, put, say, time, waits } from "./dom.js";

const ROW = 26;
const AXIS = 22;
const MOST_ROWS = 200;
const SHOWN = 60; // rows
const LONGEST = 60; // seconds, if nobody chooses
const MOST_STEPS = 600; // of a task
const WAITS = 0;
const READY = 1;
const MARKS = { 2: ["✓", "ok"], 3: ["✗", "bad"], 4: ["⊘", "cut"] };
const WORDS = { 2: "returned", 3: "failed", 4: "was cancelled" };

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
      button.addEventListener("click", () => {
        this.span = Number(button.dataset.span);
        for (const each of this.panel.querySelectorAll(".zoom button")) put(each, "aria-pressed", each === button);
        this.draw();
      });
    }
    this.canvas.addEventListener("pointermove", (event) => this.#point(event));
    this.canvas.addEventListener("pointerleave", () => say(this.tip, ""));
    this.canvas.addEventListener("click", (event) => {
      const row = this.#rowAt(event.offsetY);
      if (row) this.choose(row.id);
    });
    new ResizeObserver(() => this.draw()).observe(this.scroll);
  }

  begin() {
    this.rows = new Map();
    this.first = null;
    this.now = 0;
    this.chosen = null;
    this.lost = false;
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
    this.#words();
  }

  get shown() {
    const from = this.#from();
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

  #from() {
    const span = this.span || (this.busy ? 1 : LONGEST);
    const from = this.now - span * 1e6;
    return this.span || this.first === null ? from : Math.max(from, this.first);
  }

  draw() {
    const rows = this.shown;
    const width = this.scroll.clientWidth;
    const height = AXIS + Math.max(3, rows.length) * ROW + 4;
    const scale = devicePixelRatio || 1;
    if (this.canvas.width !== width * scale || this.canvas.height !== height * scale) {
      this.canvas.width = width * scale;
      this.canvas.height = height * scale;
      this.canvas.style.width = `${width}px`;
      this.canvas.style.height = `${height}px`;
    }
    const style = getComputedStyle(document.documentElement);
    const ink = (name) => style.getPropertyValue(`--${name}`);
    const pen = this.canvas.getContext("2d");
    pen.setTransform(scale, 0, 0, scale, 0, 0);
    pen.clearRect(0, 0, width, height);
    pen.font = "13px system-ui, sans-serif";
    pen.textBaseline = "middle";
    const left = Math.min(150, width * 0.28);
    const from = this.#from();
    const length = Math.max(this.now - from, this.span ? 1 : 20_000);
    const x = (at) => left + ((at - from) / length) * (width - left - 26);
    this.view = { left, from, length, width, rows };
    this.#axis(pen, ink, x, height, from, length);
    pen.save();
    rows.forEach((row, i) => this.#row(pen, ink, x, row, AXIS + i * ROW, width, left));
    pen.restore();
    pen.fillStyle = ink("ink");
    pen.fillRect(x(this.now), AXIS - 4, 1.5, height - AXIS);
  }

  #axis(pen, ink, x, height, from, length) {
    const raw = length / 6;
    const power = 10 ** Math.floor(Math.log10(raw));
    const step = [1, 2, 5, 10].map((each) => each * power).find((each) => each >= raw);
    const origin = this.first ?? from;
    pen.strokeStyle = ink("line");
    pen.fillStyle = ink("soft");
    pen.lineWidth = 1;
    pen.textAlign = "center";
    for (let at = origin + Math.ceil((from - origin) / step) * step; at <= from + length; at += step) {
      const where = Math.round(x(at)) + 0.5;
      pen.beginPath();
      pen.moveTo(where, AXIS - 6);
      pen.lineTo(where, height);
      pen.stroke();
      pen.fillText(at === origin ? "0" : time(at - origin), where, 8);
    }
  }

  #row(pen, ink, x, row, y, width, left) {
    const middle = y + ROW / 2;
    if (row.id === this.chosen) {
      pen.fillStyle = ink("chosen");
      pen.fillRect(0, y, width, ROW);
    }
    pen.fillStyle = ink("ink");
    pen.textAlign = "left";
    pen.fillText(fit(pen, row.name, left - 12), 2, middle);
    pen.save();
    pen.beginPath();
    pen.rect(left - 2, y, width - left + 2, ROW);
    pen.clip();
    row.steps.forEach((step, i) => {
      const next = row.steps[i + 1]?.begin ?? this.now;
      if (step.after <= READY) this.#between(pen, ink, x(step.end), x(next), step, middle);
    });
    pen.fillStyle = ink("running");
    for (const step of row.steps) {
      const begin = x(step.begin);
      pen.fillRect(begin - 1, y + 4, Math.max(4, x(step.end) - begin), ROW - 8);
    }
    if (row.id === this.keeper) {
      pen.fillStyle = ink("bad");
      const begin = x(this.now - this.kept);
      pen.fillRect(begin, y + 4, x(this.now) - begin, ROW - 8);
      pen.fillStyle = ink("panel");
      pen.fillText(fit(pen, "runs, and does not come to an await", x(this.now) - begin - 14), begin + 8, middle + 0.5);
    }
    pen.restore();
    const mark = MARKS[row.steps.at(-1).after];
    if (mark) {
      pen.fillStyle = ink(mark[1]);
      pen.font = "bold 15px system-ui, sans-serif";
      pen.fillText(mark[0], Math.max(left, x(row.steps.at(-1).end)) + 6, middle);
      pen.font = "13px system-ui, sans-serif";
    }
  }

  #between(pen, ink, begin, end, step, middle) {
    pen.fillStyle = ink(step.after === WAITS ? "waiting-bar" : "ready-bar");
    pen.fillRect(begin, middle - 6, Math.max(1, end - begin), 12);
    const { left } = this.view;
    begin = Math.max(begin, left);
    if (step.after === WAITS && end - begin > 80) {
      pen.fillStyle = ink("on-bar");
      pen.fillText(fit(pen, waits(step.what), end - begin - 14), begin + 8, middle + 0.5);
    }
  }

  #rowAt(y) {
    return this.view?.rows[Math.floor((y - AXIS) / ROW)];
  }

  #point(event) {
    const row = this.#rowAt(event.offsetY);
    const { left, from, length, width } = this.view ?? {};
    if (!row || event.offsetX < left) return say(this.tip, "");
    const at = from + ((event.offsetX - left) / (width - left - 26)) * length;
    const near = (length / width) * 3;
    const ran = row.steps.find((step) => step.begin - near <= at && at <= step.end + near);
    const last = row.steps.findLast((step) => step.end <= at);
    if (ran) return say(this.tip, `${row.name} runs for ${time(ran.end - ran.begin)}`);
    if (!last || last.after >= 2) return say(this.tip, row.name);
    const next = row.steps[row.steps.indexOf(last) + 1]?.begin ?? this.now;
    const what = last.after === WAITS ? waits(last.what) : "is ready";
    return say(this.tip, `${row.name} ${what}, for ${time(next - last.end)}`);
  }

  #words() {
    const rows = this.shown;
    put(this.canvas, "aria-label", `Timeline of ${count(rows.length, "task")}; below it is told in words`);
    const details = find("details", this.panel);
    if (!details.open) return;
    keep(find(".words", this.panel), rows, (row) => row.id, () => el("li"), (item, row) => {
      const last = row.steps.at(-1);
      const end = WORDS[last.after] ?? (last.after === WAITS ? `now it ${waits(last.what)}` : "is ready");
      say(item, `${row.name}: ${count(row.steps.length, "step")} of ${time(row.ran)} in all, waited ${time(row.waited)}; ${end}.`);
    });
  }
}

function fit(pen, text, width) {
  if (pen.measureText(text).width <= width) return text;
  let length = text.length;
  while (length > 1 && pen.measureText(`${text.slice(0, length)}…`).width > width) length--;
  return length > 1 ? `${text.slice(0, length)}…` : "";
}
