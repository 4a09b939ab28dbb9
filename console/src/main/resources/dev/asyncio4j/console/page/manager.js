// SPDX-License-Identifier: Apache-2.0
// The loop itself, in numbers and as a chart of its longest turns.
import uPlot from "./uplot.js";
import { el, find, keep, many, say, time } from "./dom.js";

const SECONDS = 60;

export class Manager {
  constructor() {
    this.list = find("#manager dl");
    this.box = find("#manager .chart");
    new ResizeObserver(() => this.#resize()).observe(this.box);
    this.begin();
  }

  begin() {
    this.times = [];
    this.turns = [];
    this.began = performance.now();
  }

  show(seen) {
    const { loop } = seen;
    const rows = [
      ["turns", `${many(loop.turns)}, ${many(loop.turnRate)} a second`],
      ["steps and callbacks", `${many(loop.steps)}, ${many(loop.stepRate)} a second`],
      ["ready", many(seen.ready)],
      ["timers", many(loop.timers)],
      ["turn: median, 99 %, longest", `${time(loop.turnMedian)}, ${time(loop.turn99)}, ${time(loop.turnMax)}`],
      ["clock", `${time(seen.clock)}${seen.virtual ? ", virtual" : ""}`],
      ["thread", loop.thread || "none"],
    ];
    if (loop.skipped > 0) rows.push(["steps not in the timeline", `${many(loop.skipped)}: too many to show`]);
    keep(this.list, rows, (row) => row[0], () => el("div", {}, el("dt"), el("dd")), (item, row) => {
      say(item.children[0], row[0]);
      say(item.children[1], row[1]);
    });
    this.#point(seen);
  }

  #point(seen) {
    const now = (performance.now() - this.began) / 1000;
    this.times.push(now);
    this.turns.push(seen.state === "stalled" ? null : seen.loop.turnNow / 1000);
    while (this.times[0] < now - SECONDS) {
      this.times.shift();
      this.turns.shift();
    }
    const ink = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
    const look = ink("ready");
    if (!this.chart || this.look !== look) {
      this.look = look;
      this.chart?.destroy();
      this.chart = new uPlot(this.#options(ink), [this.times, this.turns], this.box);
    } else {
      this.chart.setData([this.times, this.turns]);
    }
  }

  #options(ink) {
    const axis = { stroke: ink("soft"), grid: { stroke: ink("line"), width: 1 }, ticks: { stroke: ink("line") } };
    return {
      width: Math.max(200, this.box.clientWidth),
      height: 130,
      legend: { show: false },
      cursor: { show: false },
      scales: { x: { time: false, range: (plot, low, high) => [Math.max(0, (high ?? 0) - SECONDS), Math.max(10, high ?? 0)] }, y: { range: (plot, low, high) => [0, Math.max(1, high * 1.15 || 1)] } },
      axes: [{ ...axis, values: (plot, all) => all.map((each) => `${each} s`) }, { ...axis, size: 58 }],
      series: [{}, { stroke: ink("ready"), fill: ink("ready-soft"), width: 2, points: { show: false } }],
    };
  }

  #resize() {
    this.chart?.setSize({ width: Math.max(200, this.box.clientWidth), height: 130 });
  }
}
