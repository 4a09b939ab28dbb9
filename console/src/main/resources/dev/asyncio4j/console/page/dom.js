// SPDX-License-Identifier: Apache-2.0
// The few things every panel does with the page. All text goes in as text, never as markup.

/** The element that the selector finds. */
export const find = (selector, from = document) => from.querySelector(selector);

/** A new element: el("li", { class: "card" }, "text", other). */
export function el(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== null && value !== undefined) made.setAttribute(name, value);
  }
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

/** Sets an element's text, if it is another. */
export function say(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** Sets an attribute, if it is another; null takes it away. */
export function put(element, name, value) {
  if (value === null) element.removeAttribute(name);
  else if (element.getAttribute(name) !== String(value)) element.setAttribute(name, value);
}

/** Makes the children of `list` those of `items`, keeping what is there already. */
export function keep(list, items, key, make, update) {
  const known = new Map([...list.children].map((child) => [child.dataset.key, child]));
  let before = null;
  for (const item of items) {
    const id = String(key(item));
    let child = known.get(id);
    known.delete(id);
    if (!child) {
      child = make(item);
      child.dataset.key = id;
    }
    const place = before ? before.nextSibling : list.firstChild;
    if (place !== child) list.insertBefore(child, place);
    update(child, item);
    before = child;
  }
  for (const gone of known.values()) gone.remove();
}

/** Microseconds as people say them. */
export function time(micros) {
  if (micros < 1000) return `${Math.round(micros)} µs`;
  const millis = micros / 1000;
  if (millis < 100) return `${millis.toFixed(millis < 10 ? 1 : 0)} ms`;
  const seconds = millis / 1000;
  if (seconds < 100) return `${seconds.toFixed(1)} s`;
  if (seconds < 6000) return `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
  return `${(seconds / 3600).toFixed(1)} h`;
}

/** "waits for Lock 'till'", or "sleeps". */
export const waits = (what) => (what === "its time" ? "sleeps" : `waits for ${what ?? "something"}`);

/** A number with its thousands apart. */
export const many = (number) => Math.round(number).toLocaleString("en");

/** "1 task", "2 tasks". */
export const count = (number, one, more = `${one}s`) => `${many(number)} ${number === 1 ? one : more}`;

/** The first name, or "none of them": "A, B and 3 others". */
export function names(all, most = 2) {
  const shown = all.slice(0, most);
  const others = all.length - shown.length;
  if (others > 0) return `${shown.join(", ")} and ${count(others, "other")}`;
  return shown.length > 1 ? `${shown.slice(0, -1).join(", ")} and ${shown.at(-1)}` : (shown[0] ?? "");
}
