// EDGE: runs one stage for a person: backends if need be, the stage's own program, the banner when it listens, and a
// clean end of both. Wires the files beside it; run.ts reads the command line and calls it.
import { existsSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import type { Writable } from 'node:stream'
import type { ChalkInstance } from 'chalk'
import { UsageError } from '../backends/command-line.ts'
import { outliveSecondSignal } from '../backends/npm.ts'
import { renderBanner } from './banner.ts'
import { confBackends, standInForSilent } from './conf-backends.ts'
import { FIRST_WITH_BACKENDS } from './ladder.ts'
import type { StageRequest } from './request.ts'
import { startStage } from './stage-process.ts'
import { tapAround } from './tapped.ts'

export interface Place {
  /** The folder that holds 01-echo to 06-request-id. */
  readonly stages: string
  readonly defaultConf: string
  /** Where banner and the stage's own messages go: standard error, because standard output belongs to --log. */
  readonly errors: Writable
  readonly paint: ChalkInstance
  /** How long a stage may take to stop before it is killed. It gives open exchanges 5 s (stage 5); default 6000. */
  readonly graceMs?: number
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/**
 * Resolves with the stage's exit status after it has ended and everything started here is closed.
 * Rejects with UsageError or BackendError if it could not be started.
 */
export async function launch(request: StageRequest, place: Place): Promise<number> {
  const { stage, host, port } = request
  const program = join(place.stages, stage.folder, 'main.ts')
  if (!existsSync(program))
    throw new UsageError(`stage ${stage.number} is not there: ${relative('', program)} is missing`)

  const conf = request.conf ?? place.defaultConf
  const isDefault = resolve(conf) === resolve(place.defaultConf)
  const named = stage.number >= FIRST_WITH_BACKENDS ? await confBackends(conf) : []
  await using standIns = await standInForSilent(isDefault ? named : [])
  const backends = isDefault ? standIns.backends : named

  const what = `npm run stage ${stage.number}, ${stage.title}: from its clients to its backends.`
  const say = (line: string) => void place.errors.write(`stage: ${line}\n`)
  await using taps =
    request.pcap === undefined
      ? undefined
      : await tapAround({ file: request.pcap, host, port, conf, backends: named, what, say })
  const at = taps ?? { host, port, conf }
  const flags = ['--port', String(at.port), '--host', at.host, '--conf', at.conf, ...request.extra]
  const showBanner = (host: string, port: number) =>
    void place.errors.write(
      renderBanner({ stage, host, port, conf: relative('', conf) || conf, backends }, place.paint),
    )
  const openTo = async (stagePort: number) => {
    try {
      showBanner(host, (await taps?.open(stagePort)) ?? stagePort)
    } catch (failure) {
      say(failure instanceof Error ? failure.message : String(failure))
      child.stop('SIGTERM')
    }
  }
  const child = startStage(program, flags, {
    errors: place.errors,
    graceMs: place.graceMs ?? 6000,
    listener: {
      onListening: (host, port) => (taps === undefined ? showBanner(host, port) : void openTo(port)),
      onKilled: () => say(`stage ${stage.number} did not stop in time and was killed`),
    },
  })
  let isStopping = false
  const stop = (signal: NodeJS.Signals) => {
    isStopping = true
    child.stop(signal)
  }
  for (const signal of SIGNALS) process.on(signal, stop)
  try {
    const status = await child.ended
    // A second Ctrl-C must still find us listening while the capture is written to its end.
    await taps?.[Symbol.asyncDispose]()
    if (isStopping) await outliveSecondSignal(process.env)
    return status
  } finally {
    for (const signal of SIGNALS) process.removeListener(signal, stop)
  }
}
