// The findings as a table to read and as JSON. Pure; colours without a package, for whoever has not installed any yet.
import { styleText } from 'node:util'
import { oneLine } from '../report/printable.ts'
import { wrap } from '../report/wrap.ts'
import type { Finding, System } from './facts.ts'
import { isReady } from './findings.ts'

const WORDS = { ok: '✓ ok', missing: '– missing', problem: '✗ problem' } as const
type Style = Parameters<typeof styleText>[0]
type Paint = (style: Style, text: string) => string

const STATE_WIDTH = 11

/** A line for each finding, and below it what follows and what helps where something is amiss. */
export function toTable(findings: readonly Finding[], { colour, width }: { colour: boolean; width: number }): string {
  const nameWidth = Math.max(...findings.map(({ name }) => name.length)) + 2
  const indent = STATE_WIDTH + nameWidth
  const paint = painter(colour)
  const lines = findings.flatMap(({ name, state, found, consequence, remedy }) => {
    const stateColour = { ok: 'green', missing: 'yellow', problem: 'red' } as const
    const start = `${paint(stateColour[state], WORDS[state].padEnd(STATE_WIDTH))}${name.padEnd(nameWidth)}`
    const [first = '', ...others] = wrap(oneLine(found), Math.max(20, width - indent))
    const below = (label: string, text: string | null) =>
      text === null ? [] : wrap(`${label}${oneLine(text)}`, Math.max(20, width - indent))
    return [
      start + first,
      ...[...others, ...below(state === 'missing' ? 'without it: ' : 'so: ', consequence)].map(
        line => ' '.repeat(indent) + line,
      ),
      ...below('remedy: ', remedy).map(line => ' '.repeat(indent) + paint('cyan', line)),
    ]
  })
  return `${lines.join('\n')}\n\n${closing(findings, paint)}\n`
}

export function toJsonText(findings: readonly Finding[], system: System): string {
  return `${JSON.stringify({ schema: 'hopwise-doctor/1', ready: isReady(findings), system, findings }, null, 2)}\n`
}

function closing(findings: readonly Finding[], paint: Paint): string {
  const lacking = findings.filter(({ state, needed }) => needed && state !== 'ok').map(({ name }) => name)
  if (lacking.length > 0) return paint(['red', 'bold'], `Not ready: ${lacking.join(', ')}.`)
  const optional = findings.filter(({ state }) => state !== 'ok').length
  const rest = optional === 0 ? '' : ` ${optional} ${optional === 1 ? 'line' : 'lines'} above could be better.`
  return paint(['green', 'bold'], `Everything that is needed is there.${rest}`)
}

function painter(colour: boolean): Paint {
  return (style, text) => (colour ? styleText(style, text, { validateStream: false }) : text)
}
