// SPDX-License-Identifier: Apache-2.0
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'

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
