// SPDX-License-Identifier: Apache-2.0
// The connection to the program. The token comes behind the # of the address, is exchanged once for a cookie, and is
// taken out of the address at once; what the page changes, it says with a second secret, which only it was told.

let control = null;

/** Is let in; gives the name of the recording, which is null if there is a program that runs. */
export async function enter() {
  const token = location.hash.slice(1);
  const headers = { "Content-Type": "application/json" };
  if (/^[0-9a-f]{32}$/.test(token)) headers["X-Whiteboard-Token"] = token;
  const answer = await fetch("/enter", { method: "POST", headers, body: "{}", credentials: "same-origin" });
  if (!answer.ok) throw new Error(await answer.text());
  const told = await answer.json();
  control = told.control;
  history.replaceState(null, "", "/");
  return told;
}

/** Connects; `on` has a function for each kind of event, and `on.lost` for its end. */
export function connect(on) {
  const events = new EventSource("/events");
  for (const kind of ["begin", "source", "steps", "picture"]) {
    events.addEventListener(kind, (event) => on[kind](JSON.parse(event.data)));
  }
  events.addEventListener("error", () => on.lost());
}

/** Asks the program for something: `send("speed", 10)`. */
export async function send(what, value) {
  const wish = value === undefined ? { do: what } : { do: what, value: Number(value) };
  await fetch("/control", {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-Whiteboard-Token": control },
    body: JSON.stringify(wish),
    credentials: "same-origin",
  });
}
