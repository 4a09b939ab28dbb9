// SPDX-License-Identifier: Apache-2.0
// Recordings to look at: of programs that run, by the command, and such as a test writes down.
import { execFile, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const root = new URL("../..", import.meta.url).pathname;
const asyncio = join(root, "asyncio");
const run = promisify(execFile);
export const folder = mkdtempSync(join(tmpdir(), "recorded"));
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));

/** Runs `file`, records it as users do, and gives the recording. */
export async function record(file, seconds, ...options) {
  const program = spawn(`${process.env.JAVA_HOME}/bin/java`, [
    "--add-opens", "java.base/java.lang=ALL-UNNAMED", "-XX:+UseSerialGC", "--class-path", process.env.WHITEBOARD_CLASSES, file,
  ], { cwd: root, stdio: "ignore" });
  const end = new Promise((ended) => program.on("exit", ended));
  try {
    const pid = String(program.pid);
    while (!(await run(asyncio, ["ps", pid]).then(() => true, () => false))) {
      if (program.exitCode !== null) throw new Error(`${file} has ended`);
    }
    const out = join(folder, `${pid}.json`);
    await run(asyncio, ["record", pid, "--seconds", String(seconds), "--output", out, ...options]);
    return out;
  } finally {
    program.kill("SIGKILL");
    await end;
  }
}

/** Serves a recording by the command; as what is there to open a page of. */
export async function serve(recording) {
  const command = spawn(asyncio, ["whiteboard", recording]);
  let text = "";
  const url = await new Promise((found, failed) => {
    const read = (bytes) => {
      text += bytes;
      const line = text.match(/Whiteboard: (\S+)/);
      if (line) found(line[1]);
    };
    command.stdout.on("data", read);
    command.stderr.on("data", read);
    command.on("exit", (code) => failed(new Error(`asyncio whiteboard ended with ${code}:\n${text}`)));
  });
  const exit = new Promise((ended) => command.on("exit", ended));
  return {
    url,
    async stop() {
      command.kill("SIGTERM");
      await exit;
    },
  };
}

/** What a file of this text is called. */
export function written(name, text) {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const head = { asyncio4j: 1, program: "Downloads.java", pid: 7, recorded: "2026-11-27T10:00:00Z", micros: 4_000_000, light: false, cut: false };
const task = (tid, name) => ({ ph: "M", name: "thread_name", pid: 7, tid, args: { name, task: `${tid}`, code: "download" } });
const span = (tid, cat, name, ts, until) => ({ ph: "X", name, cat, ts, dur: until - ts, pid: 7, tid });
const mark = (tid, cat, name, ts, args) => ({ ph: "i", name, cat, ts, s: "t", pid: 7, tid, args });

/** A trace with this in it. */
export const trace = (events, about = {}) => JSON.stringify({ otherData: { ...head, ...about }, traceEvents: events });

/**
 * A boss who begins two downloads at 1 s and waits for them. Ada gets hers at 2 s, when Bob's is ready, too, and waits
 * for its turn for a tenth of a second; Bob is cancelled meanwhile. Then Ada computes from 2.5 s to 3.5 s.
 */
export const downloads = (rename = (name) => name) => [
  task(1, rename("boss")), task(2, rename("Ada")), task(3, rename("Bob")),
  { ph: "M", name: "thread_name", pid: 7, tid: 4, args: { name: "the loop" } },
  { ph: "M", name: "thread_name", pid: 7, tid: 5, args: { name: "callbacks" } },
  { ph: "C", name: "of another tool", pid: 7, tid: 4, ts: 0, args: { value: 3 } },
  { ...span(1, "wait", "its time", 0, 1_000_000), args: { beforeMicros: 500_000 } },
  span(4, "loop", "rests", 0, 1_000_000),
  span(1, "step", "runs", 1_000_000, 1_010_000),
  mark(2, "task", "created", 1_002_000), mark(3, "task", "created", 1_004_000),
  span(1, "wait", "task 'Ada'", 1_010_000, 3_500_000),
  span(2, "ready", "is ready", 1_002_000, 1_020_000), span(2, "step", "runs", 1_020_000, 1_030_000),
  span(2, "wait", rename("a byte"), 1_030_000, 2_000_000),
  span(3, "ready", "is ready", 1_004_000, 1_030_000), span(3, "step", "runs", 1_030_000, 1_040_000),
  span(3, "wait", "its time", 1_040_000, 2_000_000),
  span(4, "loop", "rests", 1_050_000, 1_990_000),
  span(5, "step", rename("<TimerHandle>"), 1_990_000, 2_000_000),
  span(2, "step", "runs", 2_000_000, 2_100_000), mark(3, "cancel", rename("cancel: cancelled by Ada"), 2_050_000),
  span(2, "wait", "its time", 2_100_000, 2_500_000),
  span(3, "ready", "is ready", 2_000_000, 2_100_000), span(3, "step", "runs", 2_100_000, 2_150_000), mark(3, "task", "cancelled", 2_150_000),
  span(4, "loop", "rests", 2_150_000, 2_500_000),
  span(2, "step", "runs", 2_500_000, 3_500_000), mark(2, "task", "finished", 3_500_000),
  mark(4, "stall", rename("stalled by task 'Ada'"), 3_000_000, { stoodMicros: 500_000, stack: rename("Shop.compute(Shop.java:12)\n") }),
  span(1, "step", "runs", 3_500_000, 3_600_000),
  span(1, "wait", "its time", 3_600_000, 4_000_000), span(4, "loop", "rests", 3_600_000, 4_000_000),
];
