// SPDX-License-Identifier: Apache-2.0
// Starts a program with its whiteboard, and a browser that looks at it.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { chromium } from "playwright-core";

const root = new URL("../..", import.meta.url).pathname;

/** The installed browser: the build downloads none. */
function browserPath() {
  const known = [process.env.CHROMIUM, "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
  const found = known.find((path) => path && existsSync(path));
  if (!found) throw new Error("no Chromium found: install the package chromium, or name it in CHROMIUM");
  return found;
}

export const launch = () => chromium.launch({ executablePath: browserPath(), args: ["--no-sandbox"] });

/** Starts `file`, which lies in the checkout; it is held until the page lets it go. */
export async function start(file, ...options) {
  const java = `${process.env.JAVA_HOME}/bin/java`;
  const child = spawn(java, [
    "--add-opens", "java.base/java.lang=ALL-UNNAMED", "-XX:+UseSerialGC",
    "-Dasyncio4j.inspect=early", "-Dasyncio4j.whiteboard=0", ...options,
    "--class-path", process.env.WHITEBOARD_CLASSES, file,
  ], { cwd: root });
  let text = "";
  const url = await new Promise((found, failed) => {
    const read = (bytes) => {
      text += bytes;
      const line = text.match(/Whiteboard: (\S+)/);
      if (line) found(line[1]);
    };
    child.stdout.on("data", read);
    child.stderr.on("data", read);
    child.on("exit", (code) => failed(new Error(`${file} ended with ${code}:\n${text}`)));
  });
  const exit = new Promise((ended) => child.on("exit", ended));
  return {
    url,
    text: () => text,
    ended: exit,
    async stop() {
      child.kill("SIGKILL");
      await exit;
    },
  };
}

/** Opens the page of a program. */
export async function open(browser, program, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1360, height: 1000 }, colorScheme: "light", ...options });
  const page = await context.newPage();
  page.problems = [];
  page.on("console", (message) => message.type() === "error" && page.problems.push(message.text()));
  page.on("pageerror", (error) => page.problems.push(String(error)));
  await page.goto(program.url);
  await page.waitForFunction(() => document.documentElement.dataset.state);
  return page;
}

export const press = (page, name) => page.locator(`#controls button[data-do=${name}]`).click();
export const state = (page, wanted) => page.waitForFunction((word) => document.documentElement.dataset.state === word, wanted);
