// What the page of a class needs beyond the look that all pages share.

export const CLASS_STYLE = `
.bars rect { fill: var(--link) } .bars text { fill: var(--ink); font: 400 12px var(--text) } .bars line { stroke: var(--line) }
.status-refused, .status-failed { color: var(--failed) } .status-stopped { color: var(--undecided) } .status-absent { color: var(--quiet) }
.matrix { width: auto } .matrix th, .matrix td { padding: .125rem .375rem; white-space: nowrap }
.matrix thead th { writing-mode: vertical-rl; transform: rotate(180deg); text-align: left; font-weight: 400; vertical-align: bottom }
.matrix td { text-align: center } .matrix tbody th { position: sticky; left: 0; background: var(--paper); padding-right: .75rem }
.matrix tbody tr:hover > * { background: var(--sheet) }
`
