// SPDX-License-Identifier: Apache-2.0
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { escaped } from './svg.mjs'

/** The decisions of docs/adr as pages of the bar at the side, by their headings. */
export function decisions(docs) {
  const folder = path.join(docs, 'adr')
  return readdirSync(folder)
    .filter((name) => /^\d{4}-.*\.md$/.test(name))
    .sort()
    .map((name) => {
      const heading = readFileSync(path.join(folder, name), 'utf8').match(/^# (.*)/m)[1]
      return { text: heading, link: `/adr/${name.replace('.md', '')}` }
    })
}

/** Puts the list of them where a page has the comment `<!-- decisions -->`; elsewhere the folder is the list. */
export function decisionList(md, docs) {
  const others = md.renderer.rules.html_block
  md.renderer.rules.html_block = (tokens, i, ...rest) =>
    tokens[i].content.trim() === '<!-- decisions -->' ? list(docs) : others(tokens, i, ...rest)
}

const list = (docs) =>
  `<ul>${decisions(docs)
    .map(({ text, link }) => `<li><a href="${link.replace('/adr/', '')}.html">${escaped(text)}</a></li>`)
    .join('')}</ul>`
