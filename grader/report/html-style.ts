// The page's look: one scale of type, much room, colours that are never alone in saying something. Contrast is at least
// 4.5:1 in both schemes.

export const STYLE = `
:root {
  --paper: #fbfbf9; --sheet: #f2f2ee; --ink: #1d2024; --quiet: #575e66; --line: #d9dad5;
  --failed: #a8241b; --passed: #1b6640; --undecided: #7d5100; --skipped: #575e66; --link: #1f4f8f;
  --text: system-ui, -apple-system, "Segoe UI", "Noto Sans", "DejaVu Sans", sans-serif;
  --mono: ui-monospace, "SF Mono", "Cascadia Mono", "DejaVu Sans Mono", Menlo, Consolas, monospace;
}
@media (prefers-color-scheme: dark) { :root {
  --paper: #16181b; --sheet: #1f2226; --ink: #e4e6e8; --quiet: #a3abb4; --line: #34393f;
  --failed: #ff9489; --passed: #83d3a0; --undecided: #efc06d; --skipped: #a3abb4; --link: #94bdf5;
} }
* { box-sizing: border-box }
html { color-scheme: light dark; -webkit-text-size-adjust: 100%; scroll-behavior: smooth }
body { margin: 0 auto; max-width: 66rem; padding: 3rem 1.5rem 6rem; background: var(--paper); color: var(--ink);
  font: 400 1rem/1.55 var(--text) }
h1, h2, h3, h4 { line-height: 1.25; text-wrap: balance; margin: 0 }
h1 { font-size: 2.25rem; font-weight: 650; letter-spacing: -0.02em; overflow-wrap: anywhere }
h2 { font-size: 1.5rem; font-weight: 650; letter-spacing: -0.01em; margin-bottom: 1.25rem }
h3 { font-size: 1.125rem; font-weight: 600 }
h4 { font-size: .8125rem; font-weight: 600; color: var(--quiet); margin: 1.5rem 0 .375rem }
p { margin: 0; max-width: 44rem }
a { color: var(--link); text-underline-offset: .15em }
small, .where, figcaption, .kicker { font-size: .8125rem; color: var(--quiet) }
section { margin-top: 4.5rem }
article { padding: 2rem 0 2.5rem; border-top: 1px solid var(--line) }
article:target { scroll-margin-top: 1rem } article:target h3 { text-decoration: underline; text-decoration-color: var(--line) }
code, pre { font-family: var(--mono); font-size: .8125rem; font-variant-ligatures: none }
pre { margin: 0; padding: .75rem 1rem; background: var(--sheet); border-radius: 4px; line-height: 1.5;
  white-space: pre-wrap; overflow-wrap: anywhere; tab-size: 4 }
pre.difference { white-space: pre; overflow-x: auto }
pre.output { max-height: 16rem; overflow: auto }
:focus-visible { outline: 2px solid var(--link); outline-offset: 2px }
.skip { position: absolute; left: -100vw; background: var(--paper); padding: .5rem 1rem }
.skip:focus { position: static; display: inline-block }
.kicker { margin-bottom: .5rem }
.kicker code { font-size: inherit }
.verdict { font-size: 1.5rem; font-weight: 600; margin: .75rem 0 .25rem; line-height: 1.3 }
.lead { color: var(--quiet) }
.lead strong { color: var(--ink) }
.reason { font-size: 1.125rem; line-height: 1.45; margin-top: 1rem; overflow-wrap: anywhere }
.where { margin-top: .25rem }
.passed { color: var(--passed) } .failed { color: var(--failed) }
.undecided, .incomplete { color: var(--undecided) } .skipped { color: var(--skipped) }
.nought { color: var(--quiet) }
.mark { font-weight: 600; white-space: nowrap }
h3 .mark { margin-right: .5rem }
dl { margin: 0 }
dt { font-size: .8125rem; color: var(--quiet) }
dd { margin: 0; overflow-wrap: anywhere }
.facts { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(18rem, 100%), 1fr)); gap: 1rem 2rem;
  margin-top: 2.5rem; padding-top: 1.25rem; border-top: 1px solid var(--line) }
.facts dd { font-size: .875rem }
.advice { margin-top: 2rem; display: grid; gap: .75rem }
.advice > div { display: grid; grid-template-columns: 8rem minmax(0, 1fr); gap: .25rem 1rem; align-items: baseline }
.advice dd { max-width: 46rem } .advice dd:has(.command) { max-width: none }
.sides { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(22rem, 100%), 1fr)); gap: 0 1.5rem }
.command { display: flex; gap: .75rem; align-items: start; background: var(--sheet); border-radius: 4px; padding: .5rem .75rem }
.command code { flex: 1; white-space: pre-wrap; overflow-wrap: anywhere }
button { font: 600 .8125rem var(--text); color: var(--link); background: none; border: 1px solid var(--line);
  border-radius: 4px; padding: .125rem .625rem; cursor: pointer }
.scroll { overflow-x: auto }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums }
th, td { text-align: left; vertical-align: baseline; padding: .5rem 1.25rem .5rem 0; border-bottom: 1px solid var(--line) }
thead th { font-size: .8125rem; font-weight: 600; color: var(--quiet); white-space: nowrap }
tbody th { font-weight: 500 } tfoot th, tfoot td { font-weight: 600; border-bottom: 0 }
th.number, td.number { text-align: right; white-space: nowrap }
th:last-child, td:last-child { padding-right: 0 }
table.events td { font-size: .8125rem; vertical-align: top } table.events td:nth-child(2) { white-space: nowrap }
table.events pre { margin-top: .25rem }
table.checks td:first-child { text-align: left; width: 4rem }
details { margin-top: 1.5rem }
summary { cursor: pointer; font-size: .875rem; font-weight: 600; padding: .25rem 0 }
.filter { border: 0; padding: 0; margin: 0 0 1.25rem; display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; font-size: .875rem }
.filter legend { float: left; font-weight: 600; margin-right: 1.25rem }
.filter label { cursor: pointer; white-space: nowrap }
.filter input { accent-color: var(--link); margin: 0 .25rem 0 0; vertical-align: -.1em }
body:has(#show-failed:checked) .checks tbody tr:not(.of-failed),
body:has(#show-undecided:checked) .checks tbody tr:not(.of-undecided),
body:has(#show-skipped:checked) .checks tbody tr:not(.of-skipped),
body:has(#show-passed:checked) .checks tbody tr:not(.of-passed),
body:has(#show-warned:checked) .checks tbody tr:not(.of-warned) { display: none }
@media (max-width: 40rem) {
  body { padding: 2rem 1rem 4rem }
  h1 { font-size: 1.75rem } .verdict { font-size: 1.25rem }
  section { margin-top: 3.5rem }
  .advice > div { grid-template-columns: minmax(0, 1fr) }
  th, td { padding-right: .875rem }
}
@media print {
  body { max-width: none; padding: 0; font-size: 10pt }
  .filter, button, .skip, .invitation { display: none !important }
  .panel { position: static !important; height: auto !important; background: none !important; padding: 0 !important }
  .scroll { overflow: visible } svg { max-width: 100%; height: auto }
  pre, tr, figure, .advice { break-inside: avoid } h2, h3, h4 { break-after: avoid }
  details::details-content { content-visibility: visible; height: auto }
}
@media (prefers-reduced-motion: reduce) { html { scroll-behavior: auto } }
`
