// SPDX-License-Identifier: Apache-2.0
// Draws the loop's whiteboard. In Markdown it is a fence, readable as it is, of lines `place: task, task (what for)`:
//
//     running: demo
//     ready: Pic A, Pic B
//     waiting: Pic C (1.0 s)
import { box, fence, svg, text } from './svg.mjs'

const PLACES = { running: 'runs now', ready: 'ready', waiting: 'waits' }
const WIDTH = 152
const GAP = 8
const LINE = 40

export function drawing(md) {
  fence(md, 'whiteboard', draw)
}

function draw(content) {
  const places = read(content)
  const rows = Math.max(1, ...places.map(({ tasks }) => tasks.length))
  const height = 44 + rows * LINE
  const parts = places.flatMap(({ place, tasks }, column) => {
    const x = column * (WIDTH + GAP)
    return [
      box(x + 1, 1, WIDTH - 2, height - 2, 'board'),
      text(x + 12, 24, PLACES[place], 'head'),
      ...(tasks.length ? [] : [text(x + 12, 60, 'nobody', 'faint')]),
      ...tasks.flatMap((task, row) => note(x + 10, 36 + row * LINE, task, place))
    ]
  })
  const told = places.map(({ place, tasks }) => `${PLACES[place]}: ${tasks.map(said).join(', ') || 'nobody'}`).join('; ')
  return svg(3 * WIDTH + 2 * GAP, height, told, parts)
}

const said = ({ name, why }) => (why ? `${name} (${why})` : name)

function note(x, y, { name, why }, place) {
  return [
    box(x, y, WIDTH - 20, LINE - 6, place),
    text(x + 10, y + (why ? 15 : 22), name, 'name'),
    ...(why ? [text(x + 10, y + 28, why, 'why')] : [])
  ]
}

function read(content) {
  const lines = new Map(
    content
      .trim()
      .split('\n')
      .map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1)])
  )
  const unknown = [...lines.keys()].filter((place) => !(place in PLACES))
  if (unknown.length) throw new Error(`whiteboard: ${unknown[0]} (expected: ${Object.keys(PLACES).join(', ')})`)
  return Object.keys(PLACES).map((place) => ({
    place,
    tasks: [...(lines.get(place) ?? '').matchAll(/([^,(]+)(?:\(([^)]*)\))?/g)]
      .map(([, name, why]) => ({ name: name.trim(), why }))
      .filter(({ name }) => name)
  }))
}
