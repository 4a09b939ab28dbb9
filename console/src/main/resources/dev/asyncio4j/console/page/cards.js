// SPDX-License-Identifier: Apache-2.0
// The board itself: a card for each task, in the column of what it does.
import { count, el, find, keep, many, put, say, time, waits } from "./dom.js";

const OUTCOMES = { 2: ["✓", "returned", "ok"], 3: ["✗", "failed", "bad"], 4: ["⊘", "cancelled", "cut"] };
const DONE = 12; // shown
const FLASH = 900; // milliseconds

/** What the board knows besides the picture: who ran lately, and who is done. */
export class Cards {
  constructor(choose) {
    this.choose = choose;
    this.done = [];
    this.doneCount = 0;
    this.ran = new Map(); // id: when, here
    this.began = new Map(); // id: when its first step began, on the loop's clock
    this.columns = {};
    for (const name of ["ready", "running", "waiting", "done"]) {
      const column = find(`.column.${name}`);
      this.columns[name] = column;
      find(".cards", column).addEventListener("keydown", arrows);
    }
  }

  begin() {
    this.done = [];
    this.doneCount = 0;
    this.ran.clear();
    this.began.clear();
  }

  steps(list) {
    const now = performance.now();
    for (const [id, name, , begin, end, after, what] of list) {
      this.ran.set(id, now);
      if (!this.began.has(id)) this.began.set(id, begin);
      if (after >= 2) {
        this.doneCount++;
        this.done.unshift({ id: `${id}`, name, after, what, took: end - this.began.get(id) });
        this.began.delete(id);
      }
    }
    this.done.length = Math.min(this.done.length, DONE);
    for (const [id, when] of this.ran) if (now - when > FLASH) this.ran.delete(id);
  }

  /** Knows all that at once, of a moment of a recording. */
  recall({ done, doneCount, ran }) {
    this.done = done;
    this.doneCount = doneCount;
    this.ran = new Map(ran.map((id) => [id, 0]));
  }

  show(seen, chosen, lines) {
    const by = (...states) => seen.cards.filter((card) => states.includes(card.state));
    const running = by("running");
    const waiting = seen.total - seen.ready - running.length;
    this.#column("ready", by("ready", "new"), seen.ready, seen, chosen, lines);
    this.#column("running", running, running.length, seen, chosen, lines);
    this.#column("waiting", by("waiting"), Math.max(0, waiting), seen, chosen, lines);
    this.#crowds(seen);
    this.#done();
    manager(find(".manager", this.columns.running), seen, running.length > 0);
  }

  #column(name, cards, total, seen, chosen, lines) {
    const column = this.columns[name];
    say(find(".count", column), many(total));
    const empty = find(".empty", column);
    if (empty) empty.hidden = total > 0;
    keep(find(".cards", column), cards, (card) => card.id, (card) => this.#make(card), (item, card) => {
      const button = item.firstChild;
      put(button, "aria-pressed", card.id === chosen);
      button.classList.toggle("flash", this.ran.has(card.id));
      fill(button, card, seen, lines);
    });
    roving(find(".cards", column));
  }

  #make(card) {
    const button = el("button", { type: "button", class: "card", tabindex: "-1" });
    button.append(
      el("span", {}, el("span", { class: "name" }), " ", el("span", { class: "code" })), el("span", { class: "since" }), el("span", { class: "what" }),
      el("code", { class: "line" }), el("span", { class: "bar", "aria-hidden": "true" }, el("i")),
    );
    button.addEventListener("click", () => this.choose(card.id));
    return el("li", {}, button);
  }

  #crowds(seen) {
    const list = find(".crowds", this.columns.waiting);
    const shown = seen.total > seen.cards.length ? seen.crowds.slice(0, 6) : [];
    keep(list, shown, (crowd) => `${crowd.code} ${crowd.what}`, () => el("li", {}, el("b"), " ", el("span")), (item, crowd) => {
      say(item.children[0], many(crowd.count));
      const does = crowd.what === "is ready" ? "ready" : crowd.what === "its time" ? "asleep" : `waiting for ${crowd.what}`;
      say(item.children[1], `${crowd.code ? `${crowd.code}, ` : ""}${does}`);
    });
    list.hidden = shown.length === 0;
    if (shown.length) {
      put(list, "aria-label", `What all ${many(seen.total)} tasks do; ${count(seen.cards.length, "card")} of them below`);
    }
  }

  #done() {
    const column = this.columns.done;
    say(find(".count", column), many(this.doneCount));
    find(".empty", column).hidden = this.doneCount > 0;
    keep(find(".cards", column), this.done, (task) => task.id, (task) => {
      const [sign, word, kind] = OUTCOMES[task.after];
      return el(
        "li", { class: `card ${kind}` },
        el("span", { class: "name" }, `${sign} ${task.name}`),
        el("span", { class: "since" }, task.took === null ? "" : time(task.took)),
        el("span", { class: "what" }, task.what ? `${word}: ${task.what}` : task.took === null ? word : `${word} after ${time(task.took)}`),
      );
    }, () => {});
  }
}

function fill(button, card, seen, lines) {
  const [title, since, what, line, bar] = button.children;
  say(title.children[0], card.name);
  say(title.children[1], card.stack.at(-1)?.[1] ?? card.code ?? "");
  say(since, card.state === "waiting" && card.waited >= 0 ? time(card.waited) : "");
  say(what, doing(card, seen));
  const at = card.stack[0];
  const text = at ? lines(at) : null;
  line.hidden = !at;
  if (at) say(line, text ? `${at[3]}: ${text}` : `${at[1]} (${at[2]}:${at[3]})`);
  const sleeps = card.due >= 0 && card.state === "waiting";
  bar.hidden = !sleeps;
  if (sleeps) {
    const begin = seen.clock - card.waited;
    const share = Math.min(1, (seen.clock - begin) / Math.max(1, card.due - begin));
    bar.firstChild.style.width = `${(share * 100).toFixed(1)}%`;
  }
}

function doing(card, seen) {
  if (card.doing) return card.doing;
  if (card.state === "new") return "has not begun";
  if (card.state === "ready") return card.cancelling ? "is being cancelled" : "could go on";
  if (card.state === "running") return seen.held ? "comes next" : "keeps the loop";
  if (card.due >= 0 && seen.clock - card.due > 100_000) return `should have woken ${time(seen.clock - card.due)} ago`;
  if (card.due >= 0) return `sleeps, ${time(Math.max(0, card.due - seen.clock))} left`;
  return waits(card.what);
}

/** What the manager does while nobody's card lies before it. */
function manager(box, seen, busy) {
  box.hidden = busy || seen.state === "ended";
  if (box.hidden) return;
  const asleep = seen.state !== "busy";
  box.classList.toggle("asleep", asleep);
  const text = seen.idle ?? (asleep
    ? ["The loop sleeps.", "It wakes when somebody becomes ready."]
    : [`${many(seen.loop.stepRate)} steps a second`, "too quick to show one by one: try slow motion"]);
  if (!box.firstChild) box.append(el("strong"), el("span"));
  say(box.children[0], text[0]);
  say(box.children[1], text[1]);
}

/** One stop for the tab key in each column; the arrows go on from there. */
function roving(list) {
  const buttons = [...list.querySelectorAll("button")];
  if (buttons.length && !buttons.some((each) => each.tabIndex === 0)) buttons[0].tabIndex = 0;
}

function arrows(event) {
  const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
  const buttons = [...event.currentTarget.querySelectorAll("button")];
  const at = buttons.indexOf(document.activeElement);
  const next = buttons[at + (step ?? 0)];
  if (!step || at < 0 || !next) return;
  event.preventDefault();
  buttons[at].tabIndex = -1;
  next.tabIndex = 0;
  next.focus();
}
