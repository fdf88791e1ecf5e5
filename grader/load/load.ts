// A subject under load, beside the web servers alone and the reference's stage of the same number, in one run: what counts is
// not how fast this machine is. EDGE: starts programs, through worlds.
import { Random } from '../lab/random.ts'
import { type Site, type StartSite, toOrigin } from '../lab/site.ts'
import { World } from '../lab/world.ts'
import type { LoadResult, LoadRound, StageNumber } from '../result.ts'
import type { Subject } from '../subject.ts'
import { CannotGrade, Undecided } from '../verdict.ts'
import { countWrongAnswers } from './bodies.ts'
import { findGenerator, type Generator } from './generator.ts'
import { compare, interleave } from './rounds.ts'

export interface LoadOptions {
  /** Both have been prepared. They may be one. */
  readonly subject: Subject
  readonly reference: Subject
  /** Those before stage 3 have nothing to be measured, and are left out. */
  readonly stages: readonly StageNumber[]
  readonly startSite: StartSite
  readonly seed: number
  /** Default: wrk where it is installed, else autocannon. */
  readonly generator?: Generator
  /** Default 3. */
  readonly rounds?: number
  /** Of one measurement; default 1. */
  readonly seconds?: number
  /** One line that says what is being measured. */
  readonly onProgress?: (doing: string) => void
  readonly signal?: AbortSignal | undefined
}

const CLIENTS = 64
const NONCES = 50
const BACKENDS = 3

/** One result a stage. What cannot be measured (a program that does not start) is `notScored`, in words; rejects for nothing else. */
export async function measureLoad(options: LoadOptions): Promise<LoadResult[]> {
  const generator = options.generator ?? findGenerator()
  const results: LoadResult[] = []
  for (const stage of options.stages.filter(each => each >= 3)) {
    if (options.signal?.aborted) break
    results.push(await measureStage(stage, generator, options))
  }
  return results
}

async function measureStage(stage: StageNumber, generator: Generator, options: LoadOptions): Promise<LoadResult> {
  const result = { stage, scenario: SCENARIO, generator: generator.name, clients: CLIENTS }
  try {
    const rounds = await measureRounds(stage, generator, options)
    return { ...result, rounds, ...compare(rounds) }
  } catch (error) {
    if (!(error instanceof CannotGrade) && !(error instanceof Undecided)) throw error
    return { ...result, rounds: [], ratio: null, spread: null, notScored: error.message }
  }
}

const SCENARIO = 'a small page'

async function measureRounds(stage: StageNumber, generator: Generator, options: LoadOptions): Promise<LoadRound[]> {
  const { subject, reference, startSite, seed, rounds = 3, onProgress, signal } = options
  const site = await startSite({ count: BACKENDS })
  // Both programs have the same web servers behind them, whose end is nobody's but ours.
  const shared: Site = { ...site, close: async () => {} }
  const toWorld = (of: Subject) =>
    new World({ subject: of, stage, options: { scene: 'site', backends: BACKENDS }, startSite: async () => shared })
  const worlds = { reference: toWorld(reference), subject: toWorld(subject) }
  const random = new Random(seed, `load ${stage}`)
  try {
    for (const world of Object.values(worlds)) await world.start()
    const [first = { ip: '127.0.0.1', port: 0 }] = site.addresses
    const addressOf = (of: LoadRound['of']) =>
      of === 'direct' ? first : { ip: worlds[of].host, port: worlds[of].port }
    const run = async (of: LoadRound['of']): Promise<LoadRound> => {
      const origin = toOrigin(addressOf(of))
      // The web servers alone keep their connections at every stage: they say what the generator can do at all.
      const closes = stage === 3 && of !== 'direct'
      const plan = { url: `${origin}/`, clients: CLIENTS, seconds: options.seconds ?? 1, closes, signal }
      const { errors: kinds, ...figures } = await generator.run(plan)
      const wrongAnswers = await countWrongAnswers(origin, NONCES, closes, random)
      const { connect, cut, timeout, status } = kinds
      const counted = connect + timeout + status + wrongAnswers + (generator.provesCuts && !closes ? cut : 0)
      return { of, ...figures, errors: counted, errorKinds: { ...kinds, wrongAnswers } }
    }
    onProgress?.(`load of stage ${stage}: warming up`)
    // A program's first second is its compiler's.
    for (const program of ['reference', 'subject'] as const) await run(program)
    return await interleave(
      rounds,
      (of, round) => {
        onProgress?.(`load of stage ${stage}: round ${round} of ${rounds}, ${of}`)
        return run(of)
      },
      signal,
    )
  } finally {
    for (const world of Object.values(worlds)) await world.stop()
    await site.close()
  }
}
