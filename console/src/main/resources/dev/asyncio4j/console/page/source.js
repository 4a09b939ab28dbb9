// SPDX-License-Identifier: Apache-2.0
// Where the tasks are in the code: the chosen one's stack, and its file with who is at which line.
import { el, find, keep, names, put, say } from "./dom.js";

export class Source {
  constructor() {
    this.panel = find("#source");
    this.box = find(".scroll", this.panel);
    this.chosenBox = find(".chosen", this.panel);
    this.begin();
  }

  begin() {
    this.files = [];
    this.shownFile = 0;
    this.goTo = null;
    this.box.replaceChildren();
  }

  add(file) {
    this.files.push(file);
  }

  /** The text of the line a frame is at; null if its file is not known. */
  line([, , , number, file]) {
    return this.files[file - 1]?.lines[number - 1]?.trim() ?? null;
  }

  show(seen, chosen) {
    const card = seen.cards.find((each) => each.id === chosen);
    this.#stack(card);
    const frame = card?.stack.find((each) => each[4] > 0);
    const file = frame?.[4] ?? (this.shownFile || (this.files.length ? 1 : 0));
    find(".empty", this.panel).hidden = Boolean(card) || file > 0;
    this.box.hidden = file === 0;
    if (file !== this.shownFile) this.#open(file);
    if (file > 0) this.#mark(seen, file, card, frame);
  }

  #stack(card) {
    this.chosenBox.hidden = !card;
    if (!card) return;
    if (!this.chosenBox.firstChild) this.chosenBox.append(el("strong"), el("ol"));
    const [title, list] = this.chosenBox.children;
    say(title, card.stack.length ? `${card.name} is here:` : `${card.name} has no stack yet: it has not begun.`);
    keep(list, card.stack, (frame) => frame.join(" "), () => el("li"), (item, [type, method, file, line]) => {
      say(item, `${type}.${method} (${file ?? "?"}:${line})`);
    });
  }

  #open(file) {
    this.shownFile = file;
    this.goTo = null;
    const { name, lines } = this.files[file - 1] ?? { name: "", lines: [] };
    put(this.box, "aria-label", `Source of ${name}`);
    const list = el("ol", { class: "lines" });
    for (const line of lines) list.append(el("li", {}, el("code", {}, line || " "), el("span", { class: "who" })));
    this.box.replaceChildren(list);
  }

  #mark(seen, file, chosen, frame) {
    const at = new Map();
    for (const card of seen.cards) {
      const inner = card.stack.find((each) => each[4] === file);
      if (inner) at.set(inner[3], [...(at.get(inner[3]) ?? []), card]);
    }
    const lines = this.box.firstChild.children;
    for (let i = 0; i < lines.length; i++) {
      const here = at.get(i + 1);
      put(lines[i], "class", here ? `at ${here[0].state}${chosen && frame[3] === i + 1 ? " chosen" : ""}` : null);
      say(lines[i].lastChild, here ? names(here.map((card) => card.name), 3) : "");
    }
    const runs = seen.cards.find((card) => card.state === "running")?.stack.find((each) => each[4] === file);
    const target = chosen ? frame : runs;
    const wanted = target ? `${chosen?.id} ${target[3]}` : at.size && !this.goTo ? "first" : null;
    if (wanted && wanted !== this.goTo) {
      this.goTo = wanted;
      const line = lines[(target ? target[3] : Math.min(...at.keys())) - 1];
      if (line) this.box.scrollTop = Math.max(0, line.offsetTop - this.box.clientHeight / 3);
    }
  }
}
