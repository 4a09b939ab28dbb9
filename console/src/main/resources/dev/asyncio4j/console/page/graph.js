// SPDX-License-Identifier: Apache-2.0
// Who awaits whom: tasks and the places where they wait, from left to right; a circle of those who wait for one
// another is drawn as one.
import { find, waits } from "./dom.js";
import { findCircle } from "./story.js";

const SVG = "http://www.w3.org/2000/svg";
const WIDTH = 150;
const HEIGHT = 44;
const GAP_X = 74;
const GAP_Y = 16;
const MOST = 48; // nodes

function draw(tag, attributes, ...children) {
  const made = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

export class Graph {
  constructor(choose) {
    this.choose = choose;
    this.panel = find("#graph");
    this.box = find(".scroll", this.panel);
    this.drawn = "";
  }

  show(seen, chosen) {
    const { nodes, edges, more } = gather(seen);
    const form = JSON.stringify([nodes.map((n) => [n.key, n.title, n.note, n.kind]), edges, chosen, more]);
    if (form === this.drawn) return;
    this.drawn = form;
    find(".empty", this.panel).hidden = nodes.length > 0;
    this.box.hidden = nodes.length === 0;
    if (nodes.length === 0) return;
    const circle = place(nodes, edges, findCircle(seen.cards), seen.cards);
    const at = new Map(nodes.map((node) => [node.key, node]));
    const width = Math.max(...nodes.map((n) => n.x)) + WIDTH + 12;
    const height = Math.max(...nodes.map((n) => n.y)) + HEIGHT + (more ? 34 : 12);
    const look = { viewBox: `0 0 ${width} ${height}`, width, height, class: width < 900 ? "fits" : "" };
    const svg = draw("svg", { ...look, role: "img", "aria-label": words(edges, at) });
    svg.append(head("arrow", ""), head("arrow-bad", "bad"));
    for (const [from, to] of edges) svg.append(edge(at.get(from), at.get(to), circle.has(from) && circle.has(to)));
    for (const node of nodes) svg.append(this.#node(node, node.id === chosen && node.kind !== "place", circle.has(node.key)));
    if (more) svg.append(draw("text", { x: 8, y: height - 10, class: "more" }, `and ${more} more`));
    this.box.replaceChildren(svg);
  }

  #node(node, chosen, bad) {
    const group = draw("g", { class: `node ${node.kind} ${chosen ? "chosen" : ""} ${bad ? "bad" : ""}`, transform: `translate(${node.x} ${node.y})` });
    group.append(
      draw("title", {}, `${node.title}: ${node.note}`),
      draw("rect", { width: WIDTH, height: HEIGHT, rx: node.kind === "place" ? 22 : 7 }),
      draw("text", { x: WIDTH / 2, y: 18, class: "title" }, short(node.title, 20)),
      draw("text", { x: WIDTH / 2, y: 34, class: "note" }, short(node.note, 25)),
    );
    if (node.kind !== "place") group.addEventListener("click", () => this.choose(node.id));
    return group;
  }
}

/** The nodes and the edges: only those who await something of the board, or are awaited. */
function gather(seen) {
  const cards = new Map(seen.cards.map((card) => [card.id, card]));
  const places = new Map(seen.places.map((place) => [place.id, place]));
  const nodes = new Map();
  const edges = [];
  const more = new Set();
  const task = (id) => {
    const card = cards.get(id);
    return card && node(`t${id}`, { id, kind: card.state, title: card.name, note: note(card) });
  };
  const spot = (place) => node(`p${place.id}`, { id: place.id, kind: "place", ...named(place) });
  function node(key, parts) {
    if (!nodes.has(key)) {
      if (nodes.size >= MOST) {
        more.add(key);
        return null;
      }
      nodes.set(key, { key, ...parts });
    }
    return key;
  }
  const link = (from, to) => from && to && from !== to && edges.push([from, to]);
  for (const card of seen.cards) {
    const there = places.get(card.place);
    if (there) link(task(card.id), spot(there));
    else for (const id of card.awaits) if (cards.has(id)) link(task(card.id), task(id));
  }
  for (const there of places.values()) {
    if (nodes.has(`p${there.id}`)) for (const id of there.holders) link(spot(there), task(id));
  }
  return { nodes: [...nodes.values()], edges: unique(edges), more: more.size };
}

const unique = (edges) => [...new Map(edges.map((each) => [each.join(">"), each])).values()];

function note(card) {
  if (card.state === "running") return "runs";
  if (card.state === "new") return "has not begun";
  if (card.state === "ready") return "is ready";
  if (card.place || card.awaits.length) return "waits";
  return waits(card.what);
}

/** "an item of Queue 'orders'" is about the queue; "Lock 'till', held by task 'A'" about the lock. */
function named({ what, count }) {
  const name = what.replace(/, held by .*/, "").replace(/^(an item of|room in|a permit of) /, "");
  const [, kind, given] = name.match(/^(\w+) '(.*)'$/) ?? [];
  return given ? { title: given, note: `${kind}, ${count} waiting` } : { title: name, note: `${count} waiting` };
}

/** Gives each node its place: columns by how far it is from those whom nobody awaits; a circle as a circle. */
function place(nodes, edges, circleOfCards, cards) {
  const circle = new Set();
  for (const card of circleOfCards) {
    circle.add(`t${card.id}`);
    if (card.place) circle.add(`p${card.place}`);
  }
  const depth = new Map(nodes.map((node) => [node.key, 0]));
  for (let round = 0; round < nodes.length; round++) {
    let moved = false;
    for (const [from, to] of edges) {
      if (circle.has(from) && circle.has(to)) continue;
      const wanted = depth.get(from) + 1;
      if (depth.get(to) < wanted && wanted < 12) {
        depth.set(to, wanted);
        moved = true;
      }
    }
    if (!moved) break;
  }
  const columns = new Map();
  for (const node of nodes) {
    if (circle.has(node.key)) continue;
    const column = depth.get(node.key);
    const row = columns.get(column) ?? 0;
    columns.set(column, row + 1);
    node.x = 6 + column * (WIDTH + GAP_X);
    node.y = 6 + row * (HEIGHT + GAP_Y);
  }
  const around = inOrder(circleOfCards, nodes, circle);
  const radius = Math.max(96, (around.length * (HEIGHT + 44)) / (2 * Math.PI));
  const others = nodes.filter((n) => !circle.has(n.key));
  const left = Math.max(0, ...others.map((n) => n.x + WIDTH + GAP_X + 30));
  around.forEach((node, i) => {
    const angle = (2 * Math.PI * i) / around.length - Math.PI / 2;
    node.x = 6 + left + radius * 1.5 * (1 + Math.cos(angle));
    node.y = 6 + radius * (1 + Math.sin(angle));
  });
  const bottom = Math.max(...nodes.map((n) => n.y)) + HEIGHT;
  for (const [column, rows] of columns) {
    const high = rows * (HEIGHT + GAP_Y) - GAP_Y;
    for (const node of others) if (depth.get(node.key) === column) node.y += (bottom - high) / 2;
  }
  return circle;
}

function inOrder(cards, nodes, circle) {
  const known = new Map(nodes.map((node) => [node.key, node]));
  const keys = cards.flatMap((card) => [`t${card.id}`, ...(card.place ? [`p${card.place}`] : [])]);
  return [...new Set(keys)].filter((key) => circle.has(key) && known.has(key)).map((key) => known.get(key));
}

function edge(from, to, bad) {
  if (to.x > from.x + WIDTH && !bad) {
    const [x1, y1, x2, y2] = [from.x + WIDTH + 2, from.y + HEIGHT / 2, to.x - 9, to.y + HEIGHT / 2];
    const bend = (x2 - x1) / 2;
    return line(`M${x1} ${y1} C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`, bad);
  }
  const center = (node) => [node.x + WIDTH / 2, node.y + HEIGHT / 2];
  const [ax, ay] = center(from);
  const [bx, by] = center(to);
  const [x1, y1] = border(ax, ay, bx, by, 2);
  const [x2, y2] = border(bx, by, ax, ay, 9);
  return line(`M${x1} ${y1} L${x2} ${y2}`, bad);
}

const line = (path, bad) => draw("path", { d: path, class: `edge ${bad ? "bad" : ""}`, "marker-end": `url(#arrow${bad ? "-bad" : ""})` });

/** Where the line from the middle of a node to another leaves it. */
function border(x, y, toX, toY, gap) {
  const dx = toX - x;
  const dy = toY - y;
  const share = Math.min((WIDTH / 2 + gap) / Math.max(1e-6, Math.abs(dx)), (HEIGHT / 2 + gap) / Math.max(1e-6, Math.abs(dy)));
  return [x + dx * share, y + dy * share];
}

function head(id, kind) {
  return draw("defs", {}, draw(
    "marker", { id, viewBox: "0 0 10 10", refX: 8, refY: 5, markerWidth: 8, markerHeight: 8, orient: "auto", class: kind },
    draw("path", { d: "M0 0L10 5L0 10z" }),
  ));
}

function words(edges, at) {
  return edges.slice(0, 60).map(([from, to]) => `${at.get(from).title} awaits ${at.get(to).title}`).join("; ");
}

const short = (text, length) => (text.length > length ? `${text.slice(0, length - 1)}…` : text);
