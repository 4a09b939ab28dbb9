// SPDX-License-Identifier: Apache-2.0
// What the page tells, in a real browser, of programs that run: the four of examples/, and one with ten thousand tasks.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { isAccessible, names } from "./checks.mjs";
import { launch, open, press, start, state } from "./program.mjs";

let browser;

before(async () => {
  browser = await launch();
});
after(() => browser.close());

/** Runs `check` with the page of a program, and ends both. */
async function look(file, check, options) {
  const program = await start(file);
  try {
    const page = await open(browser, program, options);
    await check(page, program);
    await page.context().close();
  } finally {
    await program.stop();
  }
}

const story = (page) => page.locator("#story").textContent();
const until = (page, text) => page.locator("#story", { hasText: text }).waitFor();

test("three downloads: they wait at the same time, and end in the order of their lengths", async () => {
  await look("examples/Downloads.java", async (page, program) => {
    await until(page, "The program waits for you");
    assert.equal(new URL(page.url()).hash, "", "the token is taken out of the address");
    await press(page, "run");
    await page.locator(".column.waiting .card", { hasText: "sleeps" }).nth(2).waitFor();
    assert.deepEqual(await names(page, "waiting"), ["Task-1", "Task-2", "Task-3", "Task-4"]);
    await isAccessible(page);
    await state(page, "ended");
    assert.deepEqual(await names(page, "done"), ["✓ Task-1", "✓ Task-2", "✓ Task-4", "✓ Task-3"]);
    await page.getByText("The timeline in words").click();
    await program.ended;
    assert.match(await story(page), /The program has ended, and 4 tasks with it/);
  });
});

test("step by step: each step moves one card", async () => {
  await look("examples/Downloads.java", async (page) => {
    await until(page, "The program waits for you");
    await press(page, "step");
    await until(page, "it is Task-2’s turn");
    assert.deepEqual(await names(page, "ready"), ["Task-3", "Task-4"]);
    assert.deepEqual(await names(page, "waiting"), ["Task-1"]);
    await press(page, "step");
    await until(page, "it is Task-3’s turn");
    assert.deepEqual(await names(page, "ready"), ["Task-4"]);
    await page.locator(".column.waiting button.card").nth(1).click();
    await page.locator(".lines .at.chosen", { hasText: "await(sleep(delay))" }).waitFor();
    assert.match(await page.locator("#source .chosen").first().textContent(), /Task-2 is here.*Downloads.java:13/);
    await press(page, "slow");
    await page.locator("#delay").waitFor();
    await state(page, "slow");
    await isAccessible(page);
  });
});

test("a deadlock: who waits for whom, in a circle", async () => {
  await look("examples/WhiteboardDeadlock.java", async (page) => {
    await press(page, "run");
    await state(page, "deadlock");
    assert.match(await story(page), /Deadlock: Ada waits for Bob, Bob waits for Ada/);
    assert.equal(await page.locator("#graph .node.bad").count(), 4);
    assert.match(await page.locator("#warnings pre").textContent(), /in a circle: task 'Ada', task 'Bob'/);
    assert.match(await page.locator("#places li").first().textContent(), /held by Bob; 1 task waits/);
    await isAccessible(page);
    await page.locator("#theme").click();
    await isAccessible(page);
  });
});

test("a stalled loop: who keeps it, and where, while it does", async () => {
  await look("examples/WhiteboardStall.java", async (page) => {
    await press(page, "run");
    await state(page, "stalled");
    assert.match(await story(page), /monthly report keeps the loop/);
    assert.deepEqual(await names(page, "running"), ["monthly report"]);
    await page.locator(".lines .at.running").waitFor();
    await page.locator(".card .what", { hasText: "should have woken" }).first().waitFor();
    await isAccessible(page);
    await page.locator("#warnings .stall:not(.now)").waitFor();
  });
});

test("a server under load: where the requests queue", async () => {
  await look("examples/WhiteboardServer.java", async (page) => {
    await press(page, "run");
    await state(page, "busy");
    await page.locator("#places li", { hasText: "Semaphore 'database connections'" }).waitFor();
    await page.locator("#manager .chart canvas").waitFor();
    await isAccessible(page);
    await press(page, "slow");
    await page.locator(".column.running .card").waitFor();
    await press(page, "pause");
    await until(page, "Held before the next step");
  });
});

test("ten thousand tasks: all are counted, and the page stays quick", async () => {
  await look("console/ui-test/TenThousand.java", async (page) => {
    await press(page, "run");
    await page.locator(".column.waiting .count", { hasText: "10,001" }).waitFor();
    await page.locator(".crowds li", { hasText: "9,999" }).waitFor();
    const pictures = await page.evaluate(
      () => new Promise((done) => {
        let changes = 0;
        new MutationObserver(() => changes++).observe(document.querySelector("#manager dl"), { subtree: true, childList: true, characterData: true });
        setTimeout(() => done(changes), 3000);
      }),
    );
    assert.ok(pictures >= 3, `${pictures} changes in 3 s`);
  });
});

test("a name with markup stays text", async () => {
  await look("console/ui-test/Names.java", async (page) => {
    await press(page, "run");
    await page.locator(".card .name", { hasText: "<img src=x onerror=" }).waitFor();
    assert.equal(await page.locator("main img").count(), 0);
    assert.equal(await page.evaluate(() => globalThis.hit), undefined);
    assert.deepEqual(page.problems, []);
  });
});

test("by keyboard: to the controls, to the cards and along them", async () => {
  await look("examples/Downloads.java", async (page) => {
    await until(page, "The program waits for you");
    await page.locator("#controls button[data-do=step]").focus();
    await page.keyboard.press("Enter");
    await until(page, "it is Task-2’s turn");
    await page.locator(".column.ready button.card").first().focus();
    await page.keyboard.press("ArrowDown");
    assert.match(await page.evaluate(() => document.activeElement.textContent), /Task-4/);
    await page.keyboard.press("Enter");
    await page.locator("#source .chosen", { hasText: "Task-4 has no stack yet" }).waitFor();
  });
});

for (const colorScheme of ["light", "dark"]) {
  test(`on a phone, ${colorScheme}: nothing is wider than it`, async () => {
    await look("examples/WhiteboardDeadlock.java", async (page) => {
      await press(page, "run");
      await state(page, "deadlock");
      const [width, shown] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
      assert.ok(width <= shown, `${width} > ${shown}`);
      await isAccessible(page);
    }, { viewport: { width: 390, height: 844 }, colorScheme });
  });
}

test("without the token the page stays locked, and without its origin nobody gets in", async () => {
  await look("examples/Downloads.java", async (page, program) => {
    const stranger = await (await browser.newContext()).newPage();
    await stranger.goto(program.url.replace(/#.*/, ""));
    await stranger.locator("#story", { hasText: "This page is locked" }).waitFor();
    await stranger.goto("about:blank");
    const seen = await stranger.evaluate(
      (url) => fetch(url, { mode: "no-cors" }).then((answer) => answer.type, () => "refused"),
      program.url.replace(/#.*/, "events"),
    );
    assert.ok(["refused", "opaque"].includes(seen));
    const framed = await stranger.evaluate((url) => {
      const frame = document.createElement("iframe");
      frame.src = url;
      document.body.append(frame);
      return new Promise((done) => frame.addEventListener("load", () => done(frame.contentDocument)));
    }, program.url);
    assert.equal(framed, null);
    await stranger.context().close();
    await until(page, "The program waits for you");
  });
});

test("loaded anew, the page goes on by its cookie, and the program stays held", async () => {
  await look("examples/Downloads.java", async (page) => {
    await until(page, "The program waits for you");
    await page.reload();
    await until(page, "The program waits for you");
    await press(page, "step");
    await until(page, "it is Task-2’s turn");
    assert.deepEqual(page.problems.filter((text) => !text.includes("ERR_INCOMPLETE")), []);
  });
});
