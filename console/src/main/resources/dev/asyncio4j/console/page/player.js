// SPDX-License-Identifier: Apache-2.0
// Goes through the time of a recording: a slider, a button that plays, and one for the step before and after.
import { find, put, say, time } from "./dom.js";
import { clock } from "./retold.js";
import { lastBegun } from "./steps.js";

const GLOW = 0.3; // seconds for which who ran is ringed, if time runs as it did

export class Player {
  /** `show` is called for each moment, with how long a step glows. */
  constructor(show) {
    this.show = show;
    this.box = find("#playback");
    this.slider = find("#moment");
    this.button = find("[data-play=toggle]", this.box);
    this.speed = find("select", this.box);
    this.slider.addEventListener("input", () => this.seek(Number(this.slider.value)));
    this.slider.addEventListener("keydown", (event) => this.#key(event));
    this.button.addEventListener("click", () => this.toggle());
    find("[data-play=back]", this.box).addEventListener("click", () => this.step(-1));
    find("[data-play=on]", this.box).addEventListener("click", () => this.step(1));
    this.begin(null);
  }

  /** Another recording, from its beginning on. */
  begin(recording) {
    this.recording = recording;
    this.at = 0;
    this.stop();
    if (!recording) return;
    this.slider.max = String(Math.ceil(recording.length));
    this.#move(0);
  }

  /** Halts there. */
  seek(at) {
    this.stop();
    this.#move(at);
  }

  /** To the beginning of the next step, or of the one before. */
  step(direction) {
    const { steps, length } = this.recording;
    if (direction > 0) return this.seek(steps[lastBegun(steps, this.at) + 1]?.begin ?? length);
    let i = lastBegun(steps, this.at);
    while (i >= 0 && steps[i].begin >= this.at) i--;
    return this.seek(i < 0 ? 0 : steps[i].begin);
  }

  toggle() {
    if (this.playing) return this.seek(this.at);
    if (this.at >= this.recording.length) this.at = 0;
    this.playing = true;
    this.last = performance.now();
    this.#button();
    requestAnimationFrame((now) => this.#frame(now));
  }

  stop() {
    this.playing = false;
    this.#button();
  }

  #button() {
    put(this.button, "aria-pressed", this.playing);
    say(this.button.firstChild, this.playing ? "❚❚" : "▶");
    say(this.button.lastChild, this.playing ? " Pause" : " Play");
    put(find("#story"), "aria-live", this.playing ? "off" : "polite");
  }

  #frame(now) {
    if (!this.playing) return;
    const speed = Number(this.speed.value);
    const at = this.at + Math.max(0, now - this.last) * 1000 * speed;
    this.last = now;
    if (at >= this.recording.length) return this.seek(this.recording.length);
    this.#move(at, GLOW * 1e6 * speed);
    requestAnimationFrame((next) => this.#frame(next));
  }

  #move(at, glow = 0) {
    const { length } = this.recording;
    this.at = Math.min(length, Math.max(0, at));
    this.slider.value = String(this.at);
    const text = `${clock(this.at, length)} of ${time(length)}`;
    put(this.slider, "aria-valuetext", text);
    say(find("output", this.box), text);
    this.show(this.at, glow);
  }

  /** The arrows go by hundredths, page up and down by steps of tasks, the space bar plays. */
  #key(event) {
    const { length } = this.recording;
    const small = length / 100;
    const ways = {
      ArrowRight: () => this.seek(this.at + small),
      ArrowUp: () => this.seek(this.at + small),
      ArrowLeft: () => this.seek(this.at - small),
      ArrowDown: () => this.seek(this.at - small),
      PageUp: () => this.step(1),
      PageDown: () => this.step(-1),
      Home: () => this.seek(0),
      End: () => this.seek(length),
      " ": () => this.toggle(),
    };
    if (!Object.hasOwn(ways, event.key) || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    ways[event.key]();
  }
}
