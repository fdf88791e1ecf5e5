// The command line of `npm run package:gradescope`: what is asked for. Writes nothing, prints nothing.
import { readFlags, UsageError } from '../../backends/command-line.ts'
import { refuseFlagsThatNpmKept } from '../../backends/npm.ts'
import { toStages } from '../options.ts'
import type { StageNumber } from '../result.ts'

export interface PackageOptions {
  readonly out: string
  /** undefined: all that the course names. */
  readonly stages: readonly StageNumber[] | undefined
  /** undefined: that of this tree. */
  readonly course: string | undefined
  /** undefined: one is drawn. */
  readonly seed: number | undefined
}

export type PackageRequest = { readonly show: 'help' } | { readonly show: 'package'; readonly options: PackageOptions }

export const HELP = `Usage: npm run package:gradescope -- --out FILE.zip [--stages 1-3] [--course FILE] [--seed N]

  --out FILE      the archive to upload as autograder
  --stages 1-6    or 3, or 1,4-6: the stages of this assignment; default: all that the course names
  --course FILE   points of the stages, due dates and late policy; default: course.json of this tree
  --seed N        draws the values of all submissions; default: drawn now, and kept in the archive
`

const EXAMPLE = 'npm run package:gradescope -- --out autograder.zip --stages 3'

/** Throws UsageError on anything that is not understood. */
export function readPackageRequest(args: readonly string[], env: NodeJS.ProcessEnv): PackageRequest {
  refuseFlagsThatNpmKept(['out', 'stages', 'course', 'seed'], env, EXAMPLE)
  const { values } = readFlags(
    {
      args: [...args],
      options: {
        out: { type: 'string' },
        stages: { type: 'string' },
        course: { type: 'string' },
        seed: { type: 'string' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    },
    'npm run package:gradescope -- --help lists the flags',
  )
  if (values.help) return { show: 'help' }
  const { out, stages, course, seed } = values
  if (out === undefined) throw new UsageError(`where to? --out FILE.zip is missing, as in ${EXAMPLE}`)
  if (!out.endsWith('.zip')) throw new UsageError(`--out ${out}: Gradescope takes a .zip; name it so`)
  if (seed !== undefined && !(/^\d{1,10}$/.test(seed) && Number(seed) <= 2 ** 31))
    throw new UsageError(`--seed ${seed}: a whole number from 0 to ${2 ** 31}`)
  return {
    show: 'package',
    options: {
      out,
      stages: stages === undefined ? undefined : toStages(stages),
      course,
      seed: seed === undefined ? undefined : Number(seed),
    },
  }
}
