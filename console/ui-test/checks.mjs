// SPDX-License-Identifier: Apache-2.0
// What several tests ask of a page.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** The names of the cards of a column. */
export const names = (page, column) => page.locator(`.column.${column} .card .name`).allTextContents();

/** No serious finding of axe; it comes by the debugger, as the page's policy lets no other script in. */
export async function isAccessible(page) {
  await page.evaluate(axeSource);
  const { violations } = await page.evaluate(() => globalThis.axe.run());
  const serious = violations.filter((each) => ["serious", "critical"].includes(each.impact));
  assert.deepEqual(serious.map((each) => [each.id, each.nodes.map((node) => node.html)]), []);
}
