// The look of what only the bench draws.

export const BENCH_STYLE = `
.line { fill: none; stroke: var(--ink); stroke-width: 1.75 } .line.subject { stroke: var(--link); stroke-width: 3 }
.mark { fill: var(--paper); stroke: var(--ink); stroke-width: 1.75 } .mark.subject { fill: var(--link); stroke: var(--link) }
.spread { stroke: var(--quiet); stroke-width: 1.25 }
.leader { stroke: var(--line) }
.chart .end.subject { font-weight: 600; fill: var(--link) }
.made li { max-width: 44rem; margin-bottom: .75rem } .made ul { padding-left: 1.25rem }
`
