// SPDX-License-Identifier: Apache-2.0
// The page: shows a program that runs, or a recording.
import { find, put, say } from "./dom.js";
import { connect, enter } from "./link.js";
import { Live } from "./live.js";
import { Replay } from "./replay.js";

const live = new Live();
let replay = null;
const dark = matchMedia("(prefers-color-scheme: dark)");

function theme(isDark) {
  put(document.documentElement, "data-theme", isDark ? "dark" : "light");
  put(find("#theme"), "aria-pressed", isDark);
  (replay?.tape ?? live.timeline).draw();
}

find("#theme").addEventListener("click", () => theme(document.documentElement.dataset.theme !== "dark"));
dark.addEventListener("change", () => theme(dark.matches));
theme(dark.matches);

/** From now on the page is about a recording; loaded anew, it is about what its server shows. */
function recorded() {
  live.hide();
  replay ??= new Replay(live.cards);
  return replay;
}

const chooser = find("#opening input");
find("#opening button").addEventListener("click", () => chooser.click());
chooser.addEventListener("change", () => {
  if (chooser.files.length) recorded().take(chooser.files[0]);
  chooser.value = "";
});
const dropping = (is) => document.body.classList.toggle("dropping", is);
addEventListener("dragover", (event) => {
  event.preventDefault();
  dropping(event.dataTransfer.types.includes("Files"));
});
addEventListener("dragleave", () => dropping(false));
addEventListener("drop", (event) => {
  event.preventDefault(); // else the browser leaves this page for the file
  dropping(false);
  const [file] = event.dataTransfer.files;
  if (file) recorded().take(file);
});

try {
  const { recording } = await enter();
  if (recording === null) connect(live.events());
  else await recorded().fetch(recording);
} catch (refused) {
  say(find("#state"), "locked");
  say(find("#story"), `This page is locked: ${refused.message.trim()}.`);
}
