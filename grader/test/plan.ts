// What the tests of the runner have in common: an echo server as subject, checks of one's own, a plan.
import type { Check } from '../check.ts'
import { Runner } from '../runner.ts'
import type { LaunchCommand, Subject } from '../subject.ts'
import { Failure } from '../verdict.ts'

export const ECHO = `
const { createServer } = require('node:net')
createServer(socket => socket.on('error', () => {}).pipe(socket)).listen(Number(process.argv[1]), '127.0.0.1')
process.on('SIGTERM', () => process.exit())
`

export async function fails(): Promise<void> {
  throw new Failure({ reason: 'wrong' })
}

export function run(checks: Check[]) {
  return new Runner(plan(checks)).run()
}

export function plan(checks: Check[], subject: Subject = echoSubject()) {
  return {
    subject,
    checks,
    stages: [1] as const,
    seed: 7,
    jobs: 1,
    startSite: async () => {
      throw new Error('no check here has a site')
    },
    toRepeat: () => 'again',
  }
}

export function check(id: string, more: Partial<Check> = {}): Check {
  return {
    id,
    stage: 1,
    title: `${id}.`,
    spec: 'CONTRACT',
    why: 'It matters.',
    hint: 'Look.',
    lesson: 'stages/01-echo/README.md',
    run: async () => {},
    ...more,
  }
}

export function echoSubject(command?: LaunchCommand): Subject {
  return {
    info: { name: 'echo', kind: 'folder', argument: 'echo' },
    stages: [1],
    oneAtATime: false,
    prepare: async () => {},
    launch: async ({ port }) => command ?? { argv: [process.execPath, '-e', ECHO, String(port)], cwd: '/' },
    dispose: async () => {},
  }
}
