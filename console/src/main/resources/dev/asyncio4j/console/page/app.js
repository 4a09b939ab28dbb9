// SPDX-License-Identifier: Apache-2.0
// The page: hands each picture of the program to its panels.
import { Cards } from "./cards.js";
import { find, put, say } from "./dom.js";
import { Graph } from "./graph.js";
import { connect, send } from "./link.js";
import { Manager } from "./manager.js";
import { showPlaces, showWarnings } from "./panels.js";
import { Source } from "./source.js";
import { stateWord, story } from "./story.js";
import { Timeline } from "./timeline.js";

let chosen = null;
let last = null;

const cards = new Cards(choose);
const graph = new Graph(choose);
const manager = new Manager();
const source = new Source();
const timeline = new Timeline(choose);
const panels = [cards, timeline, manager, source];

function choose(id) {
  chosen = chosen === id ? null : id;
  if (last) show(last);
}

function show(seen) {
  last = seen;
  put(document.documentElement, "data-state", seen.state);
  say(find("#state"), stateWord(seen.state));
  controls(seen);
  cards.show(seen, chosen, (frame) => source.line(frame));
  say(find("#story"), story(seen, cards.doneCount));
  showWarnings(seen);
  timeline.show(seen, chosen);
  graph.show(seen, chosen);
  source.show(seen, chosen);
  showPlaces(seen, choose);
  manager.show(seen);
}

function controls(seen) {
  for (const button of document.querySelectorAll("#controls button")) {
    if (button.hasAttribute("aria-pressed")) put(button, "aria-pressed", button.dataset.do === seen.mode);
    button.disabled = seen.state === "ended";
  }
  find("#delay").hidden = seen.mode !== "slow";
  find("#speed").hidden = !seen.virtual;
}

for (const button of document.querySelectorAll("#controls button")) {
  button.addEventListener("click", () => send(button.dataset.do));
}
for (const [id, wish] of [["#delay", "delay"], ["#speed", "speed"]]) {
  find(`${id} select`).addEventListener("change", (event) => send(wish, event.target.value));
}

const dark = matchMedia("(prefers-color-scheme: dark)");

function theme(isDark) {
  put(document.documentElement, "data-theme", isDark ? "dark" : "light");
  put(find("#theme"), "aria-pressed", isDark);
  timeline.draw();
}

find("#theme").addEventListener("click", () => theme(document.documentElement.dataset.theme !== "dark"));
dark.addEventListener("change", () => theme(dark.matches));
theme(dark.matches);

connect({
  begin() {
    for (const panel of panels) panel.begin();
    chosen = null;
  },
  source: (file) => source.add(file),
  steps({ lost, steps }) {
    cards.steps(steps);
    timeline.steps(steps, lost);
  },
  picture: show,
  lost() {
    if (last?.state === "ended") return;
    put(document.documentElement, "data-state", "ended");
    say(find("#state"), "ended");
    say(find("#story"), "The program has ended, or cannot be reached. What you see is how it was.");
    for (const button of document.querySelectorAll("#controls button")) button.disabled = true;
  },
  refused(reason) {
    say(find("#state"), "locked");
    say(find("#story"), `This page is locked: ${reason.trim()}.`);
  },
});
