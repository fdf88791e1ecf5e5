// The command line of `npm run handout`: what is asked for. Writes nothing, prints nothing.
import { readFlags, UsageError } from '../../backends/command-line.ts'
import { refuseFlagsThatNpmKept } from '../../backends/npm.ts'
import type { StageNumber } from '../result.ts'

export interface HandoutOptions {
  readonly out: string
  readonly through: 0 | StageNumber
}

export type HandoutRequest = { readonly show: 'help' } | { readonly show: 'handout'; readonly options: HandoutOptions }

export const HELP = `Usage: npm run handout -- --out DIR [--through N]    make the tree that students are given

  --out DIR      where; a folder that is not there yet, or is empty
  --through N    stages up to N (1 to 6) keep their solutions; default: none does
`

const EXAMPLE = 'npm run handout -- --out ../networks-2026'

/** Throws UsageError on anything that is not understood. */
export function readHandoutRequest(args: readonly string[], env: NodeJS.ProcessEnv): HandoutRequest {
  refuseFlagsThatNpmKept(['out', 'through'], env, EXAMPLE)
  const { values } = readFlags(
    {
      args: [...args],
      options: {
        out: { type: 'string' },
        through: { type: 'string', default: '0' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    },
    'npm run handout -- --help lists the flags',
  )
  if (values.help) return { show: 'help' }
  if (values.out === undefined) throw new UsageError(`where to? --out DIR is missing, as in ${EXAMPLE}`)
  if (!/^[0-6]$/.test(values.through))
    throw new UsageError(`--through ${values.through}: a stage, 1 to 6, up to which solutions stay, or 0 for none`)
  return { show: 'handout', options: { out: values.out, through: Number(values.through) as 0 | StageNumber } }
}
