// SPDX-License-Identifier: Apache-2.0
// The timeline of a recording: all of it is known, and the line of now can be anywhere in it.
import { count, find, put, say, time } from "./dom.js";
import { Timeline } from "./timeline.js";
import { WORDS } from "./steps.js";

const MOST_ROWS = 200;

export class Tape extends Timeline {
  /** `seek` is called with the moment that somebody points at. */
  constructor(recording, choose, seek) {
    super(choose);
    this.recording = recording;
    this.seek = seek;
    this.held = null; // what is shown while somebody draws the line
    put(this.canvas, "data-recorded", "");
    this.canvas.addEventListener("pointerdown", (event) => this.#take(event));
    this.canvas.addEventListener("pointerup", () => this.#letGo());
    this.canvas.addEventListener("pointercancel", () => this.#letGo());
    find("details", this.panel).addEventListener("toggle", () => this.isShown && this.words());
  }

  show(seen, chosen) {
    this.now = seen.clock;
    this.chosen = chosen;
    this.draw();
    put(this.canvas, "aria-label", `Timeline of ${count(this.recording.rows.length, "task")}; below it is told in words`);
    const { shown } = this;
    say(find(".rows", this.panel), shown.length < this.recording.rows.length ? `${count(shown.length, "task")} of ${this.recording.rows.length} shown` : "");
  }

  window() {
    if (this.held) return { ...this.held, now: this.now };
    const { length } = this.recording;
    const span = Math.min(length, this.span ? this.span * 1e6 : length);
    const from = Math.min(Math.max(0, this.now - span / 2), length - span);
    return { from, until: from + span, now: this.now, first: 0, end: length };
  }

  /** Those that there are in the time that is shown; of too many those that are there now come first. */
  get shown() {
    const { from, until } = this.window();
    const there = (row, begin, end) => row.begin <= end && (row.ended?.at ?? Infinity) >= begin;
    const all = this.recording.rows.filter((row) => there(row, from, until));
    if (all.length <= MOST_ROWS) return all;
    const rank = (row) => (row.id === this.chosen ? 0 : there(row, this.now, this.now) ? 1 : 2);
    return all.sort((a, b) => rank(a) - rank(b) || a.id - b.id).slice(0, MOST_ROWS).sort((a, b) => a.id - b.id);
  }

  words() {
    if (this.recording) super.words();
  }

  sentence(row) {
    const end = row.ended ? `${WORDS[row.ended.after]} at ${time(row.ended.at)}` : "goes on";
    const asked = row.cancels.map(({ at, reason }) => `asked to cancel at ${time(at)} (${reason}), `).join("");
    const waited = this.recording.light ? "" : `, waited ${time(row.waited)}`;
    return `${row.name}: ${count(row.steps.length, "step")} of ${time(row.ran)} in all${waited}; ${asked}${end}.`;
  }

  #take(event) {
    if (!this.isShown || event.button !== 0 || event.offsetX < this.painting.left) return;
    this.held = this.window();
    this.canvas.setPointerCapture(event.pointerId);
    this.#go(event);
  }

  #letGo() {
    if (!this.held) return;
    this.held = null;
    this.draw();
  }

  #go(event) {
    this.seek(Math.min(this.recording.length, Math.max(0, this.painting.at(event.offsetX))));
  }

  point(event) {
    if (this.held) this.#go(event);
    const row = this.painting?.rowAt(event.offsetY);
    const near = this.painting.at(event.offsetX + 3) - this.painting.at(event.offsetX);
    const cancel = row?.cancels.find(({ at }) => Math.abs(at - this.painting.at(event.offsetX)) <= near);
    if (cancel) say(this.tip, `${row.name} is asked to cancel: ${cancel.reason}`);
    else super.point(event);
  }

  /** A name chooses its task; what is right of it is for the line of now. */
  click(event) {
    if (event.offsetX < this.painting.left) super.click(event);
  }
}
