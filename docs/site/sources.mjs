// SPDX-License-Identifier: Apache-2.0
import { cpSync, existsSync, mkdirSync, statSync } from 'node:fs'
import path from 'node:path'

// The files of the repository, outside docs/, that pages link to.
const linked = new Set()

/**
 * Links from a page to a file of the repository that is no page: the site has a copy of it, as text. A folder is its
 * README.
 */
export function sourceLinks(md, docs) {
  const root = path.dirname(docs)
  const normal = md.renderer.rules.link_open ?? ((tokens, i, options, env, self) => self.renderToken(tokens, i, options))
  md.renderer.rules.link_open = (tokens, i, options, env, self) => {
    const [target] = (tokens[i].attrGet('href') ?? '').split('#')
    if (target && !/^([a-z]+:|\/)/.test(target) && env.path) {
      let file = path.resolve(path.dirname(env.path), decodeURI(target))
      if (existsSync(file) && statSync(file).isDirectory()) file = path.join(file, 'README.md')
      const name = path.relative(root, file)
      if (!file.startsWith(docs + path.sep)) {
        if (!existsSync(file)) throw new Error(`${env.path}: ${target} does not exist`)
        linked.add(name)
        tokens[i].attrSet('href', `/source/${name}.txt`)
        tokens[i].attrSet('target', '_blank')
        return self.renderToken(tokens, i, options)
      }
    }
    return normal(tokens, i, options, env, self)
  }
}

/** Copies what was linked to beside the pages. */
export function copySources(docs, out) {
  for (const name of linked) {
    const copy = path.join(out, 'source', `${name}.txt`)
    mkdirSync(path.dirname(copy), { recursive: true })
    cpSync(path.join(path.dirname(docs), name), copy)
  }
}
