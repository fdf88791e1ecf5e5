// The command line of `npm run doctor`. Starts nothing, prints nothing.
import { readFlags } from '../../backends/command-line.ts'
import { refuseFlagsThatNpmKept } from '../../backends/npm.ts'

export type DoctorRequest = { readonly show: 'help' } | { readonly show: 'findings'; readonly json: string | undefined }

export const HELP = `Usage: npm run doctor [-- --json FILE]    what this machine has and lacks, and what to do about it;
                                          exit 0 when everything that is needed is there, else 1

  --json FILE     the findings as JSON; - for standard output
`

/** Throws UsageError on anything that is not understood. */
export function readDoctorRequest(args: readonly string[], env: NodeJS.ProcessEnv): DoctorRequest {
  refuseFlagsThatNpmKept(['json'], env, 'npm run doctor -- --json -')
  const { values } = readFlags(
    { args: [...args], options: { json: { type: 'string' }, help: { type: 'boolean', short: 'h', default: false } } },
    'npm run doctor -- --help lists the flags',
  )
  return values.help ? { show: 'help' } : { show: 'findings', json: values.json }
}
