// SPDX-License-Identifier: Apache-2.0
// Pieces of pictures. Colours are classes, which theme/style.css gives for light and dark.

export const escaped = (text) =>
  String(text).replace(/[&<>"]/g, (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[sign])

/** A picture that is as wide as the page where that is narrower; `told` is what it says to those who do not see it. */
export const svg = (width, height, told, parts) =>
  `<svg class="drawn" role="img" aria-label="${escaped(told)}" viewBox="0 0 ${width} ${height}" width="${width}"` +
  ` height="${height}" xmlns="http://www.w3.org/2000/svg">${parts.join('')}</svg>`

export const text = (x, y, words, kind = '') => `<text class="${kind}" x="${x}" y="${y}">${escaped(words)}</text>`

export const box = (x, y, width, height, kind) =>
  `<rect class="${kind}" x="${x}" y="${y}" width="${width}" height="${height}" rx="5"/>`

/** Lets Markdown's fences of the language `name` be drawn: `draw` makes HTML of what is in one. */
export function fence(md, name, draw) {
  const others = md.renderer.rules.fence
  md.renderer.rules.fence = (tokens, i, ...rest) =>
    tokens[i].info.trim() === name ? `<figure v-pre>${draw(tokens[i].content)}</figure>` : others(tokens, i, ...rest)
}
