// The look of the drawings: sequence diagrams and load charts.

import { DRAWN_EVENTS } from './sequence-diagram.ts'

/** The panel below a diagram shows the event under the pointer, else the one that has the focus: by style alone. */
const PANELS = Array.from({ length: DRAWN_EVENTS }, (_, i) => {
  const pointed = `.sequence:has(.e${i}:hover) .p${i}`
  const focused = `.sequence:not(:has(.event:hover)):has(.e${i}:focus) .p${i}`
  return `${pointed},${focused}{display:block}`
}).join('\n')

export const DIAGRAM_STYLE = `
figure { margin: 1.25rem 0 0 }
figcaption { margin-top: .5rem }
.sequence svg { display: block; margin: 0 auto }
.lane { stroke: var(--line); stroke-width: 1.5 }
.lane-head { fill: var(--sheet); stroke: var(--line) }
.sequence text { font: 12px var(--mono); fill: var(--ink) }
.sequence .lane-name { font: 600 13px var(--text); text-anchor: middle }
.sequence .time { fill: var(--quiet); text-anchor: end; font-variant-numeric: tabular-nums }
.sequence .pause { font: 11px var(--text) }
.sequence .label, .sequence .below { text-anchor: middle; paint-order: stroke; stroke: var(--paper); stroke-width: 4px; stroke-linejoin: round }
.sequence .below { font: 11px var(--text); fill: var(--quiet) }
.area { fill: transparent }
.event:is(:hover, :focus) .area { fill: var(--sheet) }
.event:is(:hover, :focus) text { stroke: var(--sheet) }
.event:is(:hover, :focus) .time { stroke: none }
.event:focus { outline: none }
.event:focus-visible .area { stroke: var(--link); stroke-width: 2 }
.event { cursor: default }
.arrow, .head { stroke: var(--ink); stroke-width: 1.75; fill: none }
.head.full { fill: var(--ink) }
.open .arrow, .open .head { stroke: var(--quiet); stroke-width: 1.25 } .open .arrow { stroke-dasharray: 5 4 }
.fin .arrow, .fin .head { stroke-width: 1.25 }
.reset .arrow { stroke-dasharray: 12 4 } .refused .arrow { stroke-dasharray: 2 4 }
.reset .arrow, .reset .head, .refused .arrow, .refused .head { stroke: var(--failed) }
.sequence .reset .label, .sequence .refused .label { fill: var(--failed); font-weight: 600 }
.remark { fill: var(--paper); stroke: var(--quiet); stroke-dasharray: 3 3 }
.sequence .note .label { font: italic 12px var(--text); stroke: none }
.panel { position: sticky; bottom: 0; height: 8.5rem; overflow: auto; margin-top: .75rem; padding: .625rem 1rem; background: var(--sheet); border-top: 1px solid var(--line); font-size: .8125rem }
.panel pre { padding: .25rem 0 0 } .panel .bytes { display: none } .panel .bytes p { font-weight: 600 }
.panel .bytes { color: var(--ink) }
.sequence:has(.event:is(:hover, :focus)) .resting { display: none }
${PANELS}
.charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(26rem, 100%), 1fr)); gap: 0 2rem }
.charts figcaption { margin: 0 0 .5rem }
.chart { width: 100%; height: auto; display: block }
.chart text { font: 14px var(--text); fill: var(--ink); font-variant-numeric: tabular-nums }
.chart .row-name { text-anchor: end; fill: var(--quiet) }
.chart .tick-name { text-anchor: middle; font-size: 12px; fill: var(--quiet) } .chart .key { font-size: 13px; fill: var(--quiet); white-space: pre }
.bar { fill: var(--line) } .bar.subject { fill: var(--link) }
.range { stroke: var(--ink); stroke-width: 1.5; fill: none }
.tick { stroke: var(--line) } .span { stroke: var(--quiet) }
.dot { fill: var(--link) } .cross { stroke: var(--link); stroke-width: 2; fill: none }
`
