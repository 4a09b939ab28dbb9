// SPDX-License-Identifier: Apache-2.0
// Renews the pictures of docs/whiteboard.md.
import { launch, open, press, start, state } from "./program.mjs";
import { record, serve } from "./recorded.mjs";

const docs = new URL("../../docs/whiteboard/", import.meta.url).pathname;
const browser = await launch();

async function shoot(name, file, prepare, options = {}) {
  const program = await start(file);
  const page = await open(browser, program, { viewport: { width: 1280, height: options.height ?? 900 }, ...options.context });
  await prepare(page);
  await page.screenshot({ path: `${docs}${name}.png` });
  await page.context().close();
  await program.stop();
}

/** A recording, in the middle of its longest step. */
async function shootRecording(name, file) {
  const recording = await serve(await record(file, 6));
  const page = await open(browser, recording, { viewport: { width: 1280, height: 900 } });
  await page.locator("#about .chip").click(); // the longest step
  await page.locator("#moment").focus();
  for (let i = 0; i < 20; i++) await page.keyboard.press("ArrowRight");
  await page.evaluate(() => {
    document.activeElement.blur();
    scrollTo(0, 0);
  });
  await page.screenshot({ path: `${docs}${name}.png` });
  await page.context().close();
  await recording.stop();
}

const wait = (millis) => (page) => page.waitForTimeout(millis);
const run = (then) => async (page) => {
  await press(page, "run");
  await then(page);
};

await shoot("downloads", "examples/Downloads.java", run(wait(1600)), { height: 860 });
await shoot("steps", "examples/Downloads.java", async (page) => {
  await press(page, "step");
  await wait(400)(page);
}, { height: 520, context: { colorScheme: "dark" } });
await shoot("deadlock", "examples/WhiteboardDeadlock.java", run(async (page) => {
  await state(page, "deadlock");
  await wait(300)(page);
}), { height: 1240 });
await shoot("stall", "examples/WhiteboardStall.java", run(async (page) => {
  await state(page, "stalled");
  await wait(1500)(page);
}), { height: 1240 });
await shoot("server", "examples/WhiteboardServer.java", run(wait(5000)), { height: 1110 });
await shootRecording("recording", "examples/WhiteboardStall.java");
await browser.close();
