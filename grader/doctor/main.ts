// `npm run doctor`: what this machine has and lacks. Only wires. Exit status: 0 everything that is needed is there, 1 not,
// 2 the command line was not understood.
import { join } from 'node:path'
import { UsageError } from '../../backends/command-line.ts'
import { goOnUnread } from '../../backends/unread.ts'
import { writeReport } from '../report/write-report.ts'
import { end, wantsColour } from '../terminal-output.ts'
import { CannotGrade } from '../verdict.ts'
import { isReady, toFindings } from './findings.ts'
import { HELP, readDoctorRequest } from './options.ts'
import { lookAtMachine } from './probes.ts'
import { toJsonText, toTable } from './table.ts'

goOnUnread()
try {
  const request = readDoctorRequest(process.argv.slice(2), process.env)
  if (request.show === 'help') process.stdout.write(HELP)
  else process.exitCode = await examine(request.json)
} catch (failure) {
  if (!(failure instanceof UsageError) && !(failure instanceof CannotGrade)) throw failure
  process.stderr.write(`doctor: ${failure.message}\n`)
  process.exitCode = 2
}
await end()

async function examine(json: string | undefined): Promise<number> {
  const facts = await lookAtMachine(join(import.meta.dirname, '..', '..'))
  const findings = toFindings(facts)
  if (json !== undefined && json !== '-') await writeReport(json, toJsonText(findings, facts.system))
  const table = () => toTable(findings, { colour: wantsColour(), width: process.stdout.columns ?? 100 })
  process.stdout.write(json === '-' ? toJsonText(findings, facts.system) : table())
  return isReady(findings) ? 0 : 1
}
