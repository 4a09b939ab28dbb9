// SPDX-License-Identifier: Apache-2.0
// Warnings, and the locks and queues at which somebody waits.
import { count, el, find, keep, names, put, say } from "./dom.js";

const TITLES = { stall: "Stall", deadlock: "Deadlock", fault: "Fault" };

export function showWarnings(seen) {
  const panel = find("#warnings");
  panel.hidden = seen.warnings.length === 0;
  const seenOften = new Map();
  const key = (warning) => {
    const text = warning.now ? warning.kind : `${warning.kind} ${warning.text}`;
    seenOften.set(text, (seenOften.get(text) ?? 0) + 1);
    return `${text} ${seenOften.get(text)}`;
  };
  keep(find("ul", panel), seen.warnings, key, makeWarning, (item, warning) => {
    item.classList.toggle("now", warning.now);
    const [title, text, detail] = item.children;
    const when = warning.now ? "" : warning.yet ? ", later" : ", over";
    say(title, `${TITLES[warning.kind] ?? warning.kind}${when}`);
    say(text, warning.text);
    detail.hidden = !warning.detail;
    say(detail.children[1], warning.detail);
  });
}

function makeWarning(warning) {
  const detail = el("details", {}, el("summary", {}, warning.kind === "stall" ? "Where it is" : "Who waits for whom"), el("pre"));
  detail.open = warning.now;
  return el("li", { class: warning.kind }, el("strong"), el("span"), detail);
}

export function showPlaces(seen, choose) {
  const panel = find("#places");
  find(".empty", panel).hidden = seen.places.length > 0;
  const cards = new Map(seen.cards.map((card) => [card.id, card]));
  keep(find("ul", panel), seen.places, (place) => place.id, () => el("li", {}, el("strong"), el("span"), el("ol")), (item, place) => {
    const [title, text, waiters] = item.children;
    const holders = place.holders.map((id) => cards.get(id)?.name ?? "a task that is not shown");
    say(title, place.what.replace(/, held by .*/, ""));
    say(text, `${holders.length ? `held by ${names(holders, 3)}; ` : ""}${count(place.count, "task waits", "tasks wait")}`);
    const known = place.waiters.filter((id) => cards.has(id)).slice(0, 24);
    keep(waiters, known, (id) => id, (id) => chip(id, choose), (each, id) => say(each.firstChild, cards.get(id).name));
    put(waiters, "aria-label", "Who waits here, in order");
  });
}

function chip(id, choose) {
  const button = el("button", { type: "button", class: "chip" });
  button.addEventListener("click", () => choose(id));
  return el("li", {}, button);
}
