// Knows the table that stands behind every drawing of figures and says the same.

import { type Markup, markup } from './markup.ts'

/** `heads` without the first column's, which is `Of`; each row begins with its name. */
export function figuresTable(
  label: string,
  heads: readonly string[],
  rows: readonly (readonly [name: string, ...cells: string[]])[],
): Markup {
  const body = rows.map(
    ([name, ...cells]) =>
      markup`<tr><th scope="row">${name}</th>${cells.map(cell => markup`<td class="number">${cell}</td>`)}</tr>`,
  )
  return markup`<details><summary>The same as a table</summary><div class="scroll" role="region" tabindex="0" aria-label="${label}"><table>
<thead><tr><th scope="col">Of</th>${heads.map(head => markup`<th scope="col" class="number">${head}</th>`)}</tr></thead>
<tbody>${body}</tbody></table></div></details>`
}
