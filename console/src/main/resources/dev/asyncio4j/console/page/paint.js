// SPDX-License-Identifier: Apache-2.0
// Draws a timeline on a canvas: an axis, and rows of steps and what lies between them.
import { time, waits } from "./dom.js";
import { endOf, lastBegun, MARKS, READY, WAITS } from "./steps.js";

export const ROW = 26;
export const AXIS = 22;
const RIGHT = 26; // for the mark of who ends at the very end

/**
 * One picture of it. `view` says which time is shown: `from`, `until`, `now`; and where all begins and ends: `first`, `end`.
 */
export class Painting {
  constructor(canvas, width, rows, view) {
    const height = AXIS + Math.max(3, rows.length) * ROW + 4;
    const scale = devicePixelRatio || 1;
    if (canvas.width !== width * scale || canvas.height !== height * scale) {
      canvas.width = width * scale;
      canvas.height = height * scale;
      canvas.style.width = `${width}px`;
      canvas.style.height = `${height}px`;
    }
    const style = getComputedStyle(document.documentElement);
    this.ink = (name) => style.getPropertyValue(`--${name}`);
    this.pen = canvas.getContext("2d");
    this.pen.setTransform(scale, 0, 0, scale, 0, 0);
    this.pen.clearRect(0, 0, width, height);
    this.pen.font = "13px system-ui, sans-serif";
    this.pen.textBaseline = "middle";
    this.rows = rows;
    this.view = view;
    this.width = width;
    this.height = height;
    this.left = Math.min(150, width * 0.28);
    this.length = view.until - view.from;
  }

  /** Where a moment is. */
  x(at) {
    return this.left + ((at - this.view.from) / this.length) * (this.width - this.left - RIGHT);
  }

  /** Which moment is there. */
  at(x) {
    return this.view.from + ((x - this.left) / (this.width - this.left - RIGHT)) * this.length;
  }

  rowAt(y) {
    return this.rows[Math.floor((y - AXIS) / ROW)];
  }

  axis() {
    const { pen } = this;
    const { from, until, first } = this.view;
    const raw = this.length / (this.width < 500 ? 3 : 6);
    const power = 10 ** Math.floor(Math.log10(raw));
    const step = [1, 2, 5, 10].map((each) => each * power).find((each) => each >= raw);
    pen.strokeStyle = this.ink("line");
    pen.fillStyle = this.ink("soft");
    pen.lineWidth = 1;
    pen.textAlign = "center";
    for (let at = first + Math.ceil((from - first) / step) * step; at <= until; at += step) {
      const where = Math.round(this.x(at)) + 0.5;
      pen.beginPath();
      pen.moveTo(where, AXIS - 6);
      pen.lineTo(where, this.height);
      pen.stroke();
      pen.fillText(at === first ? "0" : label(at - first, step), where, 8);
    }
    pen.textAlign = "left";
  }

  /** All rows; `keeper` is who keeps the loop, `kept` since when. */
  drawRows(chosen, keeper, kept) {
    this.rows.forEach((row, i) => {
      const y = AXIS + i * ROW;
      const { pen } = this;
      if (row.id === chosen) {
        pen.fillStyle = this.ink("chosen");
        pen.fillRect(0, y, this.width, ROW);
      }
      pen.fillStyle = this.ink("ink");
      pen.fillText(fit(pen, row.name, this.left - 12), 2, y + ROW / 2);
      pen.save();
      pen.beginPath();
      pen.rect(this.left - 2, y, this.width - this.left + 2, ROW);
      pen.clip();
      this.#steps(row, y);
      if (row.id === keeper) this.#kept(y, kept);
      pen.restore();
      this.#end(row, y + ROW / 2);
    });
  }

  #steps(row, y) {
    const { from, until, end } = this.view;
    const middle = y + ROW / 2;
    const last = endOf(row)?.at ?? end;
    if (row.before) this.#between(row.before, row.steps[0]?.begin ?? last, middle);
    const seen = [];
    for (let i = Math.max(0, lastBegun(row.steps, from)); i < row.steps.length && row.steps[i].begin <= until; ) {
      const step = row.steps[i];
      seen.push(step);
      this.#between(step, row.steps[i + 1]?.begin ?? last, middle);
      // Those that begin on the same half pixel cannot be told from it.
      i = Math.max(i + 1, lastBegun(row.steps, this.at(this.x(step.end) + 0.5)));
    }
    const { pen } = this;
    pen.fillStyle = this.ink("running");
    for (const step of seen) {
      const begin = this.x(step.begin);
      pen.fillRect(begin - 1, y + 4, Math.max(4, this.x(step.end) - begin), ROW - 8);
    }
    pen.fillStyle = this.ink("bad");
    for (const step of seen) {
      if (step.stalls) pen.fillRect(this.x(step.begin), y + 4, Math.max(4, this.x(step.end) - this.x(step.begin)), ROW - 8);
    }
    pen.fillStyle = this.ink("cut");
    for (const { at } of row.cancels ?? []) pen.fillRect(this.x(at) - 1, y + 1, 2, ROW - 2);
  }

  /** From a step's end to the next one's beginning: it waits until it is woken, and then it is ready. */
  #between({ end, after, what, woke }, next, middle) {
    if (after === WAITS) {
      this.#bar(end, Math.min(woke ?? next, next), "waiting-bar", middle, waits(what));
      if (woke < next) this.#bar(woke, next, "ready-bar", middle);
    } else if (after === READY) {
      this.#bar(end, next, "ready-bar", middle);
    }
  }

  #bar(from, until, ink, middle, text) {
    const { pen } = this;
    const end = Math.min(this.x(until), this.width + 9);
    let begin = this.x(from);
    pen.fillStyle = this.ink(ink);
    pen.fillRect(begin, middle - 6, Math.max(1, end - begin), 12);
    begin = Math.max(begin, this.left);
    if (text && end - begin > 80) {
      pen.fillStyle = this.ink("on-bar");
      pen.fillText(fit(pen, text, end - begin - 14), begin + 8, middle + 0.5);
    }
  }

  #kept(y, kept) {
    const { pen } = this;
    const begin = this.x(kept);
    const end = this.x(this.view.now);
    pen.fillStyle = this.ink("bad");
    pen.fillRect(begin, y + 4, end - begin, ROW - 8);
    pen.fillStyle = this.ink("panel");
    pen.fillText(fit(pen, "runs, and does not come to an await", end - begin - 14), begin + 8, y + ROW / 2 + 0.5);
  }

  #end(row, middle) {
    const end = endOf(row);
    if (!end || this.x(end.at) < this.left - 6 || end.at > this.view.until) return;
    const [sign, ink] = MARKS[end.after];
    const { pen } = this;
    pen.fillStyle = this.ink(ink);
    pen.font = "bold 15px system-ui, sans-serif";
    pen.fillText(sign, Math.max(this.left, this.x(end.at)) + 6, middle);
    pen.font = "13px system-ui, sans-serif";
  }

  /** The line of now; what lies behind it is yet to come, and pale. */
  cursor() {
    const { pen } = this;
    const x = this.x(this.view.now);
    if (this.view.now < this.view.until) {
      pen.fillStyle = this.ink("panel");
      pen.globalAlpha = 0.55;
      pen.fillRect(x, AXIS, this.width - x, this.height);
      pen.globalAlpha = 1;
    }
    pen.fillStyle = this.ink("ink");
    pen.fillRect(x, AXIS - 4, 1.5, this.height - AXIS);
  }
}

/** A moment on the axis, as exact as its steps are. */
function label(at, step) {
  const [unit, word] = at >= 1e6 ? [1e6, "s"] : at >= 1000 ? [1000, "ms"] : [1, "µs"];
  const digits = Math.max(0, Math.ceil(-Math.log10(step / unit) - 1e-9));
  return at >= 100e6 && digits === 0 ? time(at) : `${(at / unit).toFixed(digits)} ${word}`;
}

function fit(pen, text, width) {
  if (pen.measureText(text).width <= width) return text;
  let length = Math.min(text.length, Math.ceil(width / 2));
  while (length > 1 && pen.measureText(`${text.slice(0, length)}…`).width > width) length--;
  return length > 1 ? `${text.slice(0, length)}…` : "";
}
