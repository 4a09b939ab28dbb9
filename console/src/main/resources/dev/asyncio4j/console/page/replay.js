// SPDX-License-Identifier: Apache-2.0
// The page of a recording: the board at one moment, and the way through time.
import { Cards } from "./cards.js";
import { el, find, keep, many, put, say, time } from "./dom.js";
import { moment } from "./moment.js";
import { showWarnings } from "./panels.js";
import { Player } from "./player.js";
import { ensureFits, NoRecording, read, tame } from "./recording.js";
import { retold } from "./retold.js";
import { Tape } from "./tape.js";

const WORDS = { busy: "busy", asleep: "asleep", stalled: "stalled", ended: "the end", unknown: "not recorded" };
const HINTS = ["for something that is not there yet; ringed: ran just now", "waits or is ready; a light recording does not tell which"];

export class Replay {
  constructor(cards = new Cards((id) => this.choose(id))) {
    this.cards = cards;
    this.cards.choose = (id) => this.choose(id);
    this.player = null;
    this.tape = null;
    this.chosen = null;
    this.opened = 0;
  }

  /** Opens what the server has. */
  async fetch(file) {
    this.#says("reading", `Reading ${tame(file)}…`);
    await this.#open(tame(file), async () => {
      const answer = await fetch("/recording", { credentials: "same-origin" });
      if (!answer.ok) throw new NoRecording(`${tame(file)} cannot be had: ${(await answer.text()).trim()}`);
      return answer.text();
    });
  }

  /** Opens a file of the viewer's; it goes nowhere. */
  async take(file) {
    const name = tame(file.name);
    this.#says("reading", `Reading ${name}…`);
    await this.#open(name, () => {
      ensureFits(name, file.size);
      return file.text();
    });
  }

  /** The file that was asked for last is shown, even where one that was asked for before it is read more slowly. */
  async #open(name, text) {
    const opening = ++this.opened;
    try {
      const all = await text();
      if (opening === this.opened) this.#begin(read(name, all));
    } catch (refused) {
      if (opening !== this.opened) return;
      this.#says("no recording", `${refused instanceof NoRecording ? refused.message : `${name} cannot be read: ${refused.message}`}.`);
      if (!(refused instanceof NoRecording) && !(refused instanceof DOMException)) throw refused;
    }
  }

  #says(word, sentence) {
    this.player?.stop();
    this.tape?.hide();
    this.tape = null;
    put(document.documentElement, "data-mode", "none");
    put(document.documentElement, "data-state", word === "reading" ? "reading" : "refused");
    say(find("#state"), word);
    say(find("#story"), sentence);
  }

  #begin(recording) {
    this.recording = recording;
    this.chosen = null;
    this.cards.begin();
    put(document.documentElement, "data-mode", "recording");
    put(document.documentElement, "data-light", recording.light);
    document.title = `${recording.program}, recorded - Whiteboard`;
    find("#waiting-h").firstChild.textContent = recording.light ? "Not running " : "Waiting ";
    say(find(".column.waiting .hint"), HINTS[recording.light ? 1 : 0]);
    this.tape = new Tape(recording, (id) => this.choose(id), (at) => this.player.seek(at));
    this.player ??= new Player((at, glow) => this.#show(at, glow));
    this.#about();
    this.player.begin(recording);
    this.tape.words();
  }

  choose(id) {
    this.chosen = this.chosen === id ? null : id;
    this.#show(this.player.at, 0);
  }

  #show(at, glow) {
    const seen = moment(this.recording, at, this.chosen, glow);
    put(document.documentElement, "data-state", seen.state);
    say(find("#state"), WORDS[seen.state]);
    this.cards.recall(seen);
    this.cards.show(seen, this.chosen, () => null);
    say(find("#story"), retold(seen));
    showWarnings(seen);
    this.tape.show(seen, this.chosen);
  }

  #about() {
    const { program, pid, recorded, length, rows, steps, callbacks, light, cut } = this.recording;
    const busy = [...steps, ...callbacks].reduce((sum, step) => sum + step.end - step.begin, 0);
    let longest = null;
    for (const step of steps) if (!longest || step.end - step.begin > longest.end - longest.begin) longest = step;
    const lines = [
      ["program", `${program}${pid === null ? "" : `, process ${pid}`}`],
      ["recorded", recorded && !Number.isNaN(recorded.getTime()) ? recorded.toLocaleString() : "?"],
      ["length", `${time(length)}${cut ? "; cut off, for there was too much" : ""}`],
      ["tasks", many(rows.length)],
      ["steps", `${many(steps.length)}${light ? ", those of 10 ms or more" : `, and ${many(callbacks.length)} callbacks`}`],
      ["time in them", `${time(busy)}, ${((busy / length) * 100).toFixed(1)} %`],
    ];
    if (longest) lines.push(["longest step", `${time(longest.end - longest.begin)}, of ${longest.row.name}`, longest]);
    const list = find("#about dl");
    list.replaceChildren();
    keep(list, lines, (line) => line[0], () => el("div", {}, el("dt"), el("dd")), (item, [name, text, step]) => {
      say(item.children[0], name);
      item.children[1].append(text);
      if (step) item.children[1].append(" ", this.#jump(step));
    });
  }

  #jump(step) {
    const button = el("button", { type: "button", class: "chip" }, "go there");
    button.addEventListener("click", () => this.player.seek(step.begin));
    return button;
  }
}
