// SPDX-License-Identifier: Apache-2.0
// Draws measured figures. In Markdown a chart is a fence of three lines, and the figures come from a file that
// bench/peers/run --json wrote:
//
//     file: ../bench/peers/results/2026-11-27.json
//     table: switch-100
//     unit: ns
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { box, escaped, fence, svg, text } from './svg.mjs'

const LEFT = 190
const BAR = 230
const LINE = 26

export function chart(md, docs) {
  fence(md, 'chart', (content) => draw(content, docs))
}

function draw(content, docs) {
  const wanted = Object.fromEntries(content.trim().split('\n').map((line) => line.split(/:\s*/, 2)))
  const found = JSON.parse(readFileSync(path.join(docs, wanted.file), 'utf8'))
  const table = found.results[wanted.table]
  if (!table) throw new Error(`chart: ${wanted.table} is not in ${wanted.file}`)
  const rows = Object.entries(table)
    .filter(([, units]) => units[wanted.unit])
    .map(([peer, units]) => ({ peer, figures: units[wanted.unit].toSorted((a, b) => a - b) }))
    .map(({ peer, figures }) => ({ peer, figures, median: median(figures) }))
    .toSorted((a, b) => a.median - b.median)
  if (!rows.length) throw new Error(`chart: no ${wanted.unit} of ${wanted.table} in ${wanted.file}`)
  const most = rows.at(-1).median
  const parts = rows.flatMap(({ peer, median }, row) => {
    const y = row * LINE
    const width = Math.max(2, (BAR * median) / most)
    const ours = peer.startsWith('asyncio4j')
    return [
      text(0, y + 18, peer, ours ? 'name ours' : 'name'),
      box(LEFT, y + 4, width, LINE - 8, ours ? 'bar ours' : 'bar'),
      text(LEFT + width + 8, y + 18, figure(median), 'why')
    ]
  })
  const told = `${wanted.table}, ${wanted.unit}: ${rows.map((row) => `${row.peer} ${figure(row.median)}`).join(', ')}`
  return svg(LEFT + BAR + 70, rows.length * LINE, told, parts) + values(wanted, rows, found.meta.versions) + missing(wanted, found)
}

// The same as a table, with the least and the greatest of the rounds, and the versions.
function values({ table, unit }, rows, versions) {
  const body = rows.map(
    ({ peer, figures, median }) =>
      `<tr><td>${escaped(peer)}</td><td>${figure(median)}</td><td>${figure(figures[0])} to ${figure(figures.at(-1))}</td>` +
      `<td>${escaped(versions[peer] ?? '')}</td></tr>`
  )
  return (
    `<details><summary>${escaped(table)}: figures</summary><table><thead><tr><th>peer</th><th>median, ${escaped(unit)}</th>` +
    `<th>least and greatest</th><th>version</th></tr></thead><tbody>${body.join('')}</tbody></table></details>`
  )
}

// Who should have been measured and was not, with the reason: a benchmark `timers` has tables `timer-schedule`, ...
function missing({ table }, found) {
  const failed = found['not measured'].filter(([peer, bench]) => peer !== 'all' && (bench === 'all' || of(bench).test(table)))
  const told = failed.map(([peer, , why]) => `${peer} (${why})`).join(', ')
  return told && `<p>Not measured: ${escaped(told)}</p>`
}

// The tables of a benchmark: `echo` has `echo-1024x50`, and not `echo-raw-1024x50`; `timers` has `timer-cancel`.
const of = (bench) => new RegExp(`^${bench.replace(/s$/, '')}s?(-(\\d.*|rss|wall|half|schedule|cancel))?$`)

const median = (sorted) => (sorted[(sorted.length - 1) >> 1] + sorted[sorted.length >> 1]) / 2

const figure = (value) => (value < 100 ? value.toPrecision(3) : Math.round(value).toLocaleString('en'))
