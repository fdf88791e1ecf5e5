// What a person sees: the staircase of `npm run stage`, and the banner above a running stage. Pure: from data to a
// string. Colour comes in as a parameter (a chalk without colours gives plain text); where it is printed is decided elsewhere.
import type { ChalkInstance } from 'chalk'
import type { Stage } from './ladder.ts'
import { type LastCheck, standingLines } from './standing-lines.ts'

export interface Running {
  readonly stage: Stage
  readonly host: string
  readonly port: number
  /** As the person would type it. */
  readonly conf: string
  /** Empty below stage 3. */
  readonly backends: readonly RunningBackend[]
}

export interface RunningBackend {
  readonly ip: string
  readonly port: number
  readonly state: 'answers' | 'embedded' | 'silent'
}

const STEP_COLUMNS = 4
const TITLE_COLUMNS = 15
const LABEL_COLUMNS = 10

export function renderLadder(stages: readonly Stage[], paint: ChalkInstance, lastCheck: LastCheck): string {
  const climb = stages.toReversed().flatMap((stage, fromTop) => {
    const indent = ' '.repeat(STEP_COLUMNS * (stages.length - fromTop))
    const tread = fromTop === 0 ? '─'.repeat(STEP_COLUMNS) : `${'─'.repeat(STEP_COLUMNS - 1)}┘`
    const title = paint.bold(stage.title.padEnd(TITLE_COLUMNS))
    return [
      paint.dim(`${indent}┌${tread}`),
      `${indent}${paint.dim('│')} ${paint.cyan(stage.number)}  ${title}${stage.adds}`,
    ]
  })
  const standings = standingLines(stages, lastCheck, paint)
  const checked = standings.length === 0 ? '' : `\n  ${paint.bold('In the last check')}\n\n${standings.join('\n')}\n`
  return `
  ${paint.bold('Hopwise')}: from an echo to a load balancer, step by step

${climb.join('\n')}
${paint.dim(' ───┘')}
${checked}
  ${paint.cyan('npm run stage 1')}                      run a stage; Ctrl-C stops it
  ${paint.cyan('npm run check 1')}                      check it; with -- --watch after every save
  ${paint.cyan('npm run stage 3 -- --port 8080')}       flags go behind the --
  ${paint.cyan('npm run stage -- --help')}              all flags

`
}

export function renderBanner(running: Running, paint: ChalkInstance): string {
  const { stage, port } = running
  const host = reachable(running.host)
  const backends = running.backends.map(backend => backendLine(backend, paint))
  const commands = stage.commands.map(command => fillIn(command, host, port, paint))
  const rows = [
    ...labelled('can', stage.can, paint),
    ...labelled('not yet', [stage.cannotYet], paint),
    ...labelled('conf', [running.conf], paint),
    ...labelled('backends', backends, paint),
    ...labelled('try', commands, paint),
  ]
  const title = `${paint.bold.cyan(`Stage ${stage.number}`)} ${paint.bold(stage.title)}`
  const address = paint.bold(`${bracketed(running.host)}:${port}`)
  return `
  ${title} listens on ${address}

${rows.join('\n')}

  ${paint.dim('Ctrl-C stops it.')}

`
}

/** The label stands before the first line only. */
function labelled(label: string, lines: readonly string[], paint: ChalkInstance): string[] {
  return lines.map((line, at) => `  ${paint.dim((at === 0 ? label : '').padEnd(LABEL_COLUMNS))}${line}`)
}

function backendLine({ ip, port, state }: RunningBackend, paint: ChalkInstance): string {
  const address = `${bracketed(ip)}:${port}`
  switch (state) {
    case 'answers':
      return address
    case 'embedded':
      return `${address}  ${paint.yellow('embedded, since nobody answered there')}`
    case 'silent':
      return `${address}  ${paint.red('does not answer')}`
  }
}

function fillIn(command: string, host: string, port: number, paint: ChalkInstance): string {
  // nc wants a bare IPv6 address, a URL wants it in brackets (RFC 3986 §3.2.2).
  const filled = command
    .replaceAll('//{host}', `//${bracketed(host)}`)
    .replaceAll('{host}', host)
    .replaceAll('{port}', String(port))
  const [line = '', remark] = filled.split(/ {5}(?=\()/)
  return remark === undefined ? paint.green(line) : `${paint.green(line)}  ${paint.dim(remark)}`
}

// Everywhere is not an address that one can connect to on every system.
function reachable(host: string): string {
  return host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host
}

function bracketed(host: string): string {
  return host.includes(':') ? `[${host}]` : host
}
