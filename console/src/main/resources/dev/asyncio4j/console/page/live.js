// SPDX-License-Identifier: Apache-2.0
// The page of a program that runs: hands each picture of it to its panels.
import { Cards } from "./cards.js";
import { find, put, say } from "./dom.js";
import { Graph } from "./graph.js";
import { send } from "./link.js";
import { Manager } from "./manager.js";
import { showPlaces, showWarnings } from "./panels.js";
import { Source } from "./source.js";
import { stateWord, story } from "./story.js";
import { Timeline } from "./timeline.js";

export class Live {
  constructor() {
    const choose = (id) => this.#choose(id);
    this.cards = new Cards(choose);
    this.graph = new Graph(choose);
    this.manager = new Manager();
    this.source = new Source();
    this.timeline = new Timeline(choose);
    this.panels = [this.cards, this.timeline, this.manager, this.source];
    this.chosen = null;
    this.last = null;
    this.isHidden = false;
    for (const button of document.querySelectorAll("#controls button")) {
      button.addEventListener("click", () => send(button.dataset.do));
    }
    for (const [id, wish] of [["#delay", "delay"], ["#speed", "speed"]]) {
      find(`${id} select`).addEventListener("change", (event) => send(wish, event.target.value));
    }
  }

  /** Leaves the page to a recording. The program goes on as it was told to. */
  hide() {
    this.isHidden = true;
    this.timeline.hide();
  }

  /** What is done with each kind of event. */
  events() {
    const shown = {
      begin: () => {
        for (const panel of this.panels) panel.begin();
        this.chosen = null;
      },
      source: (file) => this.source.add(file),
      steps: ({ lost, steps }) => {
        this.cards.steps(steps);
        this.timeline.steps(steps, lost);
      },
      picture: (seen) => this.#show(seen),
      lost: () => this.#lost(),
    };
    return Object.fromEntries(
      Object.entries(shown).map(([kind, does]) => [kind, (event) => { if (!this.isHidden) does(event); }]),
    );
  }

  #choose(id) {
    this.chosen = this.chosen === id ? null : id;
    if (this.last) this.#show(this.last);
  }

  #show(seen) {
    const { chosen } = this;
    this.last = seen;
    put(document.documentElement, "data-state", seen.state);
    say(find("#state"), stateWord(seen.state));
    controls(seen);
    this.cards.show(seen, chosen, (frame) => this.source.line(frame));
    say(find("#story"), story(seen, this.cards.doneCount));
    showWarnings(seen);
    this.timeline.show(seen, chosen);
    this.graph.show(seen, chosen);
    this.source.show(seen, chosen);
    showPlaces(seen, (id) => this.#choose(id));
    this.manager.show(seen);
  }

  #lost() {
    if (this.last?.state === "ended") return;
    put(document.documentElement, "data-state", "ended");
    say(find("#state"), "ended");
    say(find("#story"), "The program has ended, or cannot be reached. What you see is how it was.");
    for (const button of document.querySelectorAll("#controls button")) button.disabled = true;
  }
}

function controls(seen) {
  for (const button of document.querySelectorAll("#controls button")) {
    if (button.hasAttribute("aria-pressed")) put(button, "aria-pressed", button.dataset.do === seen.mode);
    button.disabled = seen.state === "ended";
  }
  find("#delay").hidden = seen.mode !== "slow";
  find("#speed").hidden = !seen.virtual;
}
