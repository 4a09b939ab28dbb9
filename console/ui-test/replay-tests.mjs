// SPDX-License-Identifier: Apache-2.0
// What the page tells of recordings, in a real browser: one of a program that ran, and such as a test wrote down.
import assert from "node:assert/strict";
import { truncateSync } from "node:fs";
import { after, before, test } from "node:test";
import { isAccessible, names } from "./checks.mjs";
import { launch, open, start, state } from "./program.mjs";
import { downloads, record, serve, trace, written } from "./recorded.mjs";

let browser;
let plain; // what most tests look at

before(async () => {
  browser = await launch();
  plain = await serve(written("downloads.json", trace(downloads())));
});
after(async () => {
  await plain.stop();
  await browser.close();
});

/** Runs `check` with the page of a recording. */
async function look(served, check, options) {
  const page = await open(browser, served, options);
  try {
    await page.locator("html:not([data-mode=live]):not([data-state=reading])").waitFor();
    await check(page);
  } finally {
    await page.context().close();
  }
}

async function serving(name, text, check) {
  const served = await serve(written(name, text));
  try {
    await look(served, check);
  } finally {
    await served.stop();
  }
}

const story = (page) => page.locator("#story").textContent();
const now = (page) => page.locator("#moment").evaluate((slider) => Number(slider.value));

async function seek(page, seconds) {
  await page.locator("#moment").evaluate((slider, at) => {
    slider.value = at;
    slider.dispatchEvent(new Event("input", { bubbles: true }));
  }, seconds * 1e6);
}

/** Who is in which column. */
const board = async (page) => Object.fromEntries(
  await Promise.all(["ready", "running", "waiting", "done"].map(async (column) => [column, await names(page, column)])),
);

test("each moment: who was ready, ran, waited, was done, and a sentence", async () => {
  await look(plain, async (page) => {
    await seek(page, 0.5);
    assert.deepEqual(await board(page), { ready: [], running: [], waiting: ["boss"], done: [] });
    assert.equal(await story(page), "Nobody is ready, so the loop sleeps. The only task waits. The next to go on is boss, in 0.5 s.");
    assert.match(await page.locator(".column.waiting .card").textContent(), /boss download1.0 ssleeps, 0.5 s left/);

    await seek(page, 1.006);
    assert.deepEqual(await board(page), { ready: ["Ada", "Bob"], running: ["boss"], waiting: [], done: [] });
    assert.equal(await story(page), "boss runs, for 10 ms, until its next await. Ada and Bob could go on too, and come next.");

    await seek(page, 1.035);
    assert.deepEqual(await board(page), { ready: [], running: ["Bob"], waiting: ["boss", "Ada"], done: [] });
    assert.deepEqual(await page.locator(".column.waiting .what").allTextContents(), ["waits for task 'Ada'", "waits for a byte"]);

    await seek(page, 1.995);
    assert.match(await story(page), /The loop runs a callback, which is no task's: <TimerHandle>/);

    await seek(page, 2.06);
    assert.deepEqual(await board(page), { ready: ["Bob"], running: ["Ada"], waiting: ["boss"], done: [] });
    assert.equal(await page.locator(".column.ready .what").textContent(), "is being cancelled");

    await seek(page, 2.3);
    assert.deepEqual(await board(page), { ready: [], running: [], waiting: ["boss", "Ada"], done: ["⊘ Bob"] });

    await seek(page, 4);
    assert.deepEqual((await board(page)).done, ["✓ Ada", "⊘ Bob"]);
    assert.equal(await story(page), "The recording ends here, after 4.0 s: 2 tasks have ended, and 1 goes on.");

    await seek(page, 0.2); // and back: nobody is done any more
    assert.deepEqual(await board(page), { ready: [], running: [], waiting: ["boss"], done: [] });
    assert.deepEqual(page.problems, []);
  });
});

test("a stall: who kept the loop, from when to when, and where", async () => {
  await look(plain, async (page) => {
    await seek(page, 2.9);
    await state(page, "stalled");
    assert.match(await story(page), /Ada keeps the loop for 1.0 s.*0.4 s so far: 1 task/);
    assert.match(await page.locator("#warnings .stall.now").textContent(), /Ada kept the loop for 1.0 s, from 2.5 s to 3.5 s.*Shop.compute\(Shop.java:12\)/s);
    await isAccessible(page);
    await seek(page, 3.7);
    await page.locator("#warnings .stall:not(.now)", { hasText: "Stall, over" }).waitFor();
    await seek(page, 0.7);
    await page.locator("#warnings .stall:not(.now)", { hasText: "Stall, later" }).waitFor();
  });
});

test("only what a recording tells is shown, and nothing that needs a program", async () => {
  await look(plain, async (page) => {
    for (const gone of ["#controls", "#delay", "#speed", "#graph", "#places", "#source", "#manager"]) {
      assert.equal(await page.locator(gone).isVisible(), false, gone);
    }
    assert.equal(new URL(page.url()).hash, "", "the token is taken out of the address");
    assert.match(await page.title(), /Downloads.java, recorded/);
    assert.match(await page.locator("#about").textContent(), /Downloads.java, process 7.*tasks3steps7, and 1 callbacks.*longest step1.0 s, of Ada/s);
    await page.locator("#about .chip").click();
    assert.equal(await now(page), 2_500_000);
    await isAccessible(page);
  });
});

test("step by step, by the buttons and by the keyboard; and along the slider", async () => {
  await look(plain, async (page) => {
    await page.locator("[data-play=on]").click();
    assert.deepEqual((await board(page)).running, ["boss"]);
    await page.locator("#moment").focus();
    for (const [key, at] of [
      ["PageUp", 1_020_000], ["PageUp", 1_030_000], ["PageDown", 1_020_000], ["ArrowRight", 1_060_000],
      ["ArrowLeft", 1_020_000], ["End", 4_000_000], ["PageDown", 3_500_000], ["Home", 0], ["PageDown", 0],
    ]) {
      await page.keyboard.press(key);
      assert.equal(await now(page), at, key);
    }
    assert.equal(await page.locator("#moment").getAttribute("aria-valuetext"), "0.000000 s of 4.0 s");
    await page.keyboard.press("Tab");
    await page.locator(".column.waiting button.card").focus();
    await page.keyboard.press("Enter");
    assert.equal(await page.locator(".card[aria-pressed=true] .name").textContent(), "boss");
  });
});

test("played, it goes on by itself to the end, and can be halted", async () => {
  await look(plain, async (page) => {
    await page.locator("#playback select").selectOption("10");
    await page.locator("[data-play=toggle]").click();
    assert.equal(await page.locator("#story").getAttribute("aria-live"), "off");
    await page.locator("#story", { hasText: "The recording ends here" }).waitFor();
    assert.equal(await page.locator("[data-play=toggle]").getAttribute("aria-pressed"), "false");
    assert.equal(await page.locator("#story").getAttribute("aria-live"), "polite");
    await page.locator("#playback select").selectOption("0.1");
    await page.locator("#moment").focus();
    await page.keyboard.press(" ");
    await page.waitForFunction(() => Number(document.querySelector("#moment").value) % 4_000_000 > 20_000);
    await page.keyboard.press(" ");
    const halted = await now(page);
    assert.ok(halted > 0 && halted < 4_000_000, `${halted}`);
    await page.waitForTimeout(200);
    assert.equal(await now(page), halted);
  });
});

test("the timeline: told in words, zoomed, and drawn along", async () => {
  await look(plain, async (page) => {
    await page.getByText("The timeline in words").click();
    await page.locator(".words li").nth(2).waitFor(); // the page hears of it a moment later
    assert.deepEqual(await page.locator(".words li").allTextContents(), [
      "boss: 2 steps of 0.1 s in all, waited 3.9 s; goes on.",
      "Ada: 3 steps of 1.1 s in all, waited 1.4 s; returned at 3.5 s.",
      "Bob: 2 steps of 60 ms in all, waited 1.0 s; asked to cancel at 2.0 s (cancelled by Ada), was cancelled at 2.1 s.",
    ]);
    const box = await page.locator("#timeline canvas").boundingBox();
    const left = Math.min(150, box.width * 0.28);
    const middle = box.x + left + (box.width - left - 26) / 2;
    await page.mouse.move(middle, box.y + 60);
    assert.match(await page.locator(".tip").textContent(), /Ada/);
    await page.mouse.down();
    assert.ok(Math.abs((await now(page)) - 2_000_000) < 20_000, `${await now(page)}`);
    await page.mouse.move(middle + 100, box.y + 60);
    assert.ok((await now(page)) > 2_100_000);
    await page.mouse.up();
    await page.mouse.click(box.x + 20, box.y + 22 + 26 * 2 + 10);
    assert.equal(await page.locator(".card[aria-pressed=true]").count(), 0, "Bob is done");
    await page.locator("[data-span='0.01']").click();
    const at = await now(page);
    await page.mouse.click(middle, box.y + 60);
    assert.ok(Math.abs((await now(page)) - at) < 100, "the line is in the middle");
    assert.deepEqual(page.problems, []);
  });
});

test("names with markup, with controls and without end stay text", async () => {
  const evil = "<img src=x onerror=globalThis.hit=1>\u001b[31m\u202e\u0000\ud800</script>";
  await serving("evil <b>.json", trace(downloads((name) => `${name}${evil}${"x".repeat(9_000)}`), { program: evil }), async (page) => {
    for (const at of [0.5, 1.006, 1.995, 2.3, 2.9, 4]) {
      await seek(page, at);
      const shown = await page.locator("body").innerText();
      assert.doesNotMatch(shown, /[\u0000\u001b\u202e\ud800]/u);
      assert.ok(shown.length < 20_000, `${shown.length}`);
    }
    await page.getByText("The timeline in words").click();
    assert.match(await page.locator(".words li").first().textContent(), /^boss<img src=x onerror=globalThis.hit=1>\\u001b\[31m\\u202e\\u0000\\ud800/);
    assert.equal(await page.locator("main img").count(), 0);
    assert.equal(await page.evaluate(() => globalThis.hit), undefined);
    const [width, room] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
    assert.ok(width <= room, `${width} > ${room}`);
    assert.deepEqual(page.problems, []);
  });
});

/** A recording with one event. */
const with1 = (event) => trace([event]);
const whole = trace(downloads());

for (const [what, text, told] of [
  ["an empty one", "", /is empty/],
  ["no JSON", "%PDF-1.7 <script>globalThis.hit=1</script>", /is not JSON/],
  ["one that is cut", whole.slice(0, whole.length / 2), /is cut off: it ends in the middle/],
  ["a list", "[1]", /is no recording of asyncio record: it is no JSON object/],
  ["another trace", '{"traceEvents":[]}', /it has no otherData.asyncio4j/],
  ["one of tomorrow", trace([], { asyncio4j: 2 }), /is of another version: form 2 \(expected: 1\)/],
  ["one without events", '{"otherData":{"asyncio4j":1}}', /it has no traceEvents/],
  ["an event that is none", with1(7), /event 0 is 7/],
  ["a time that is none", with1({ ph: "X", name: "runs", tid: 1, ts: "<b>", dur: 1 }), /event 0 has the time ts "<b>" \(expected: microseconds, 0 or more\)/],
  ["a length below zero", with1({ ph: "X", name: "runs", tid: 1, ts: 1, dur: -1 }), /event 0 has the length dur -1/],
  ["a time beyond all times", with1({ ph: "i", name: "created", tid: 1, ts: 1e300 }), /event 0 has the time ts 1e\+300/],
  ["a name that is none", with1({ ph: "X", name: {}, tid: 1, ts: 1, dur: 1 }), /event 0 has the name \{\}/],
  ["a track that is none", with1({ ph: "X", name: "x", tid: "__proto__", ts: 1, dur: 1 }), /event 0 has the track "__proto__"/],
  ["a depth without end", "[".repeat(200_000), /is not JSON|is no recording/],
]) {
  test(`a file that is not shown: ${what}`, async () => {
    await look(plain, async (page) => {
      await page.locator("#opening input").setInputFiles({ name: "other.json", mimeType: "application/json", buffer: Buffer.from(text) });
      await page.locator("html[data-state=refused]").waitFor();
      assert.match(await story(page), told);
      assert.match(await story(page), /^other.json/);
      assert.equal(await page.locator("#board").isVisible(), false);
      assert.equal(await page.evaluate(() => globalThis.hit), undefined);
      assert.deepEqual(page.problems, []);
      await page.locator("#opening input").setInputFiles({ name: "good.json", mimeType: "application/json", buffer: Buffer.from(whole) });
      await page.locator("html[data-mode=recording]").waitFor();
      assert.equal(await page.locator("#board").isVisible(), true);
    });
  });
}

test("a file that is chosen while the server's is still on its way is the one that stays", async () => {
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    let deliver;
    const held = new Promise((resolve) => (deliver = resolve));
    await page.route("**/recording", async (route) => {
      await held;
      await route.continue();
    });
    const delivered = page.waitForEvent("requestfinished", (request) => request.url().endsWith("/recording"));
    await page.goto(plain.url);
    await page.locator("html[data-state=reading]").waitFor();
    await page.locator("#opening input").setInputFiles({ name: "other.json", mimeType: "application/json", buffer: Buffer.from("[1]") });
    await page.locator("html[data-state=refused]").waitFor();
    deliver();
    await delivered;
    await page.evaluate(() => new Promise((drawn) => setTimeout(drawn, 200))); // time in which the late one would be shown
    assert.match(await story(page), /^other.json/);
  } finally {
    await context.close();
  }
});

test("a file that is too large is not read", async () => {
  await look(plain, async (page) => {
    const large = written("large.json", "{");
    truncateSync(large, 300 * 2 ** 20);
    await page.locator("#opening input").setInputFiles(large);
    await page.locator("#story", { hasText: "large.json is too large: 300 MiB (expected: at most 256)" }).waitFor();
  });
});

test("nonsense that has the right form is shown as far as it goes", async () => {
  const mad = [...downloads().reverse(), ...downloads(), ...[1, 2, 3].flatMap((tid) => [
    { ph: "X", name: "runs", cat: "step", ts: 3_900_000, dur: 1e9, tid }, { ph: "X", name: "x", cat: "wait", ts: 0, dur: 1e9, tid },
    { ph: "i", name: "finished", cat: "task", ts: 0, tid }, { ph: "i", name: "constructor", cat: "task", ts: 1, tid },
  ])];
  await serving("mad.json", trace(mad, { micros: -1, recorded: "<b>", pid: "x" }), async (page) => {
    for (let i = 0; i <= 21; i++) await seek(page, i * 50);
    assert.match(await story(page), /The recording ends here/);
    assert.deepEqual(page.problems, []);
  });
});

test("a light recording tells of long steps, and does not say who is ready", async () => {
  const events = downloads().filter(({ ph, cat }) => ph === "M" || ["task", "cancel", "stall"].includes(cat));
  events.push({ ph: "X", name: "runs", cat: "step", ts: 2_500_000, dur: 1_000_000, pid: 7, tid: 2 });
  await serving("light.json", trace(events, { light: true }), async (page) => {
    await seek(page, 2);
    assert.equal(await page.locator(".column.ready").isVisible(), false);
    assert.match(await story(page), /Nothing is recorded here.*The next long step is Ada’s, in 0.5 s/);
    assert.equal(await page.locator("#waiting-h").textContent(), "Not running 3");
    await seek(page, 2.6);
    assert.deepEqual((await board(page)).running, ["Ada"]);
    await isAccessible(page);
  });
});

test("half a million steps of a thousand tasks: the page stays quick", async () => {
  const events = [];
  for (let tid = 1; tid <= 1_000; tid++) {
    events.push({ ph: "M", name: "thread_name", pid: 7, tid, args: { name: `worker ${tid}`, task: `${tid}` } });
    for (let i = 0; i < 500; i++) {
      events.push({ ph: "X", name: "runs", cat: "step", ts: i * 8_000 + tid * 8, dur: 4, pid: 7, tid });
      events.push({ ph: "X", name: "its time", cat: "wait", ts: i * 8_000 + tid * 8 + 4, dur: 7_990, pid: 7, tid });
    }
  }
  await serving("many.json", trace(events), async (page) => {
    await page.locator("html[data-mode=recording]").waitFor();
    assert.equal(await page.locator(".rows").textContent(), "200 tasks of 1000 shown");
    // The time of the page's thread on a processor: other users of the machine do not count.
    const debug = await page.context().newCDPSession(page);
    await debug.send("Performance.enable", { timeDomain: "threadTicks" });
    const busy = async () => (await debug.send("Performance.getMetrics")).metrics.find(({ name }) => name === "ScriptDuration").value * 1000;
    const begin = await busy();
    await page.evaluate(() => {
      const slider = document.querySelector("#moment");
      for (let i = 1; i <= 20; i++) {
        slider.value = i * 190_000;
        slider.dispatchEvent(new Event("input"));
      }
    });
    const took = ((await busy()) - begin) / 20;
    assert.ok(took > 0);
    assert.ok(took < 900, `${took} ms for a moment`);
    await page.locator(".column.waiting .count", { hasText: /999|1,000/ }).waitFor();
  });
});

test("a program that ran, recorded and opened by the command", async () => {
  const file = await record("examples/WhiteboardStall.java", 6);
  const served = await serve(file);
  try {
    await look(served, async (page) => {
      await page.locator("#warnings .stall").first().waitFor();
      const stall = await page.locator("#warnings .stall span").first().textContent();
      assert.match(stall, /monthly report kept the loop for/);
      assert.match(await page.locator("#warnings .stall pre").first().textContent(), /WhiteboardStall.compute\(WhiteboardStall.java:\d+\)/);
      const times = [...stall.matchAll(/(?:from|to) ([\d.]+) (s|ms|µs)/g)].map(([, number, unit]) => Number(number) / { s: 1, ms: 1e3, µs: 1e6 }[unit]);
      await seek(page, (times[0] + times[1]) / 2);
      await state(page, "stalled");
      assert.deepEqual((await board(page)).running, ["monthly report"]);
      assert.deepEqual((await board(page)).waiting.sort(), ["Ada", "Bob", "Eve", "Task-1"]);
      assert.deepEqual(page.problems, []);
    });
  } finally {
    await served.stop();
  }
});

test("in the page of a program a recording can be opened, by choosing or dropping it", async () => {
  const program = await start("examples/Downloads.java");
  try {
    const page = await open(browser, program);
    await page.locator("#story", { hasText: "The program waits for you" }).waitFor();
    assert.equal(await page.locator("#playback").isVisible(), false);
    await page.evaluate((text) => {
      const dropped = new DataTransfer();
      dropped.items.add(new File([text], "dropped.json"));
      document.body.dispatchEvent(new DragEvent("drop", { dataTransfer: dropped, bubbles: true, cancelable: true }));
    }, whole);
    await page.locator("html[data-mode=recording]").waitFor();
    await seek(page, 1.006);
    assert.deepEqual(await board(page), { ready: ["Ada", "Bob"], running: ["boss"], waiting: [], done: [] });
    await page.waitForTimeout(500); // pictures of the program come, and are not shown
    assert.deepEqual((await board(page)).running, ["boss"]);
    await page.reload();
    await page.locator("#story", { hasText: "The program waits for you" }).waitFor();
    await page.context().close();
  } finally {
    await program.stop();
  }
});

for (const colorScheme of ["light", "dark"]) {
  test(`a recording on a phone, ${colorScheme}: nothing is wider than it`, async () => {
    await look(plain, async (page) => {
      await seek(page, 2.9);
      const [width, shown] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
      assert.ok(width <= shown, `${width} > ${shown}`);
      assert.ok(await page.locator("#moment").isVisible());
      await isAccessible(page);
    }, { viewport: { width: 390, height: 844 }, colorScheme });
  });
}

test("without the token nobody gets the recording", async () => {
  const stranger = await (await browser.newContext()).newPage();
  await stranger.goto(plain.url.replace(/#.*/, ""));
  await stranger.locator("#story", { hasText: "This page is locked" }).waitFor();
  assert.equal(await stranger.evaluate(() => fetch("/recording").then((answer) => answer.status)), 401);
  assert.equal(await stranger.evaluate(() => fetch("/control", { method: "POST" }).then((answer) => answer.status)), 404);
  await stranger.context().close();
});
