// SPDX-License-Identifier: Apache-2.0
// The Node.js peer. switch is a turn of the event loop (setImmediate), what sleep(0) is elsewhere; a bare await of a
// settled promise, which lets no I/O through, is printed beside it as switch-microtask.
import { readFileSync } from 'node:fs';
import { setImmediate as turn, setTimeout as sleep } from 'node:timers/promises';

const WARM = 1500, REP = 100;
const now = () => performance.now();

// Best of 5 repetitions of at least REP ms each, after a warm-up; body may return the ms of each of its phases.
async function best(metrics, n, body) {
  const run = async () => { const t = now(); return (await body()) ?? [now() - t]; };
  for (const end = now() + WARM; now() < end;) await run();
  const result = metrics.map(() => Infinity);
  for (let rep = 0; rep < 5; rep++) {
    const total = metrics.map(() => 0), end = now() + REP;
    let runs = 0;
    do { (await run()).forEach((t, i) => { total[i] += t; }); runs++; } while (now() < end);
    total.forEach((t, i) => { result[i] = Math.min(result[i], t / runs / n * 1e6); });
  }
  metrics.forEach((m, i) => console.log(`${m} ${result[i].toFixed(1)} ns`));
}
const all = (n, f) => Promise.all(Array.from({ length: n }, (_, i) => f(i)));

class Queue { // bounded, waiters are FIFOs: Node has none of its own
  items = []; head = 0; getters = []; putters = [];
  constructor(max) { this.max = max; }
  get size() { return this.items.length - this.head; }
  async put(x) {
    while (this.size >= this.max) await new Promise(r => this.putters.push(r));
    this.items.push(x);
    this.getters.shift()?.();
  }
  async get() {
    while (!this.size) await new Promise(r => this.getters.push(r));
    const x = this.items[this.head++];
    if (this.head === this.items.length) { this.items.length = 0; this.head = 0; }
    this.putters.shift()?.();
    return x;
  }
}
class Lock { // hands over to the longest waiter
  held = false; waiters = [];
  acquire() {
    if (this.held) return new Promise(r => this.waiters.push(r));
    this.held = true;
  }
  release() {
    const next = this.waiters.shift();
    if (next) next(); else this.held = false;
  }
}

const commands = {
  async switch(tasks, total) {
    const each = total / tasks;
    await best(['switch'], total, async () => {
      await all(tasks, async () => { for (let i = 0; i < each; i++) await turn(); });
    });
    await best(['switch-microtask'], total, async () => {
      await all(tasks, async () => { for (let i = 0; i < each; i++) await null; });
    });
  },
  async spawn(n) {
    const trivial = async i => i;
    await best(['spawn'], n, async () => {
      for (let i = 0; i < n / 1000; i++) {
        const ps = [];
        for (let j = 0; j < 1000; j++) ps.push(trivial(j));
        for (const p of ps) await p;
      }
    });
  },
  async sleepers(n, seconds) {
    const t = now();
    await all(n, async () => { await sleep(seconds * 1000); });
    console.log(`sleepers-wall ${((now() - t) / 1000).toFixed(3)} s`);
  },
  async bodies(n, seconds) { await commands.sleepers(n, seconds); }, // a function has a body in any case
  async timers(n) {
    await best(['timer-schedule', 'timer-cancel'], n, async () => {
      const ts = new Array(n), t0 = now();
      for (let i = 0; i < n; i++) ts[i] = setTimeout(() => {}, (3600 + i % 1000) * 1000);
      const t1 = now();
      for (const t of ts) clearTimeout(t);
      return [t1 - t0, now() - t1];
    });
  },
  async queue(n) {
    await best(['queue'], n, async () => {
      const q = new Queue(100);
      const p = (async () => { for (let i = 0; i < n; i++) await q.put(i); })();
      for (let i = 0; i < n; i++) await q.get();
      await p;
    });
  },
  async pingpong(n) {
    await best(['pingpong'], n, async () => {
      const a = new Queue(1), b = new Queue(1);
      const p = (async () => { for (let i = 0; i < n; i++) await b.put(await a.get()); })();
      for (let i = 0; i < n; i++) { await a.put(i); await b.get(); }
      await p;
    });
  },
  async threadsafe(n) { // a message a callback: a Worker cannot post a function
    const { Worker } = await import('node:worker_threads');
    const poster = `const port = require('node:worker_threads').parentPort;
      port.on('message', n => { for (let i = 0; i < n; i++) port.postMessage(i); });`;
    const w = new Worker(poster, { eval: true });
    await best(['threadsafe'], n, () => new Promise(done => {
      let count = 0;
      w.removeAllListeners('message');
      w.on('message', () => { if (++count === n) done(); });
      w.postMessage(n);
    }));
    await w.terminate();
  },
  async lock(n) {
    await best(['lock'], n, async () => {
      const lock = new Lock();
      await all(100, async () => {
        for (let i = 0; i < n / 100; i++) {
          await lock.acquire();
          try { await turn(); } finally { lock.release(); }
        }
      });
    });
  },
  async cancel(n) {
    await best(['cancel'], n, async () => {
      for (let i = 0; i < n / 1000; i++) {
        const ts = [];
        for (let j = 0; j < 1000; j++) {
          const c = new AbortController();
          ts.push([c, (async () => { await sleep(3600_000, null, { signal: c.signal }); })()]);
        }
        await turn();
        for (const [c] of ts) c.abort();
        for (const [, p] of ts) try { await p; } catch (e) { if (e.name !== 'AbortError') throw e; }
      }
    });
  },
  async echo(port) {
    const net = await import('node:net');
    const { once } = await import('node:events');
    net.createServer({ noDelay: true }, async s => {
      try { for await (const d of s) if (!s.write(d)) await once(s, 'drain'); } catch { s.destroy(); }
    }).listen({ port, host: '127.0.0.1', backlog: 1024 });
  },
  async 'echo-tls'(port, certificate, key) {
    const tls = await import('node:tls');
    const { once } = await import('node:events');
    const keys = { cert: readFileSync(certificate), key: readFileSync(key) };
    tls.createServer({ ...keys, noDelay: true, minVersion: 'TLSv1.3' }, async s => {
      try { for await (const d of s) if (!s.write(d)) await once(s, 'drain'); } catch { s.destroy(); }
    }).listen({ port, host: '127.0.0.1', backlog: 1024 });
  },
  async 'echo-raw'(port) {
    const net = await import('node:net');
    net.createServer({ noDelay: true }, s => {
      s.on('data', d => s.write(d)).on('error', () => s.destroy());
    }).listen({ port, host: '127.0.0.1', backlog: 1024 });
  },
  async http(port) {
    const http = await import('node:http');
    http.createServer((q, s) => {
      s.writeHead(200, { 'Content-Type': 'text/plain', 'Content-Length': 13 });
      s.end('Hello, World!');
    }).listen({ port, host: '127.0.0.1', backlog: 1024 });
  },
  async http2(port) {
    const http2 = await import('node:http2');
    http2.createServer((q, s) => {
      s.writeHead(200, { 'content-type': 'text/plain', 'content-length': 13 });
      s.end('Hello, World!');
    }).listen({ port, host: '127.0.0.1', backlog: 1024 });
  },
  async hello() { await null; },
};

const [name, ...args] = process.argv.slice(2);
if (!Object.hasOwn(commands, name)) process.exit(64);
await commands[name](...args.map(word => /^\d+$/.test(word) ? Number(word) : word));
