// The process that grades one submission: its job comes over a channel, and so goes its result. Only wires; prints nothing.
// Started by start-worker.ts, in a sandbox where there is one.
import { UsageError } from '../../backends/command-line.ts'
import { grade, type Watcher } from '../grade.ts'
import type { GradeResult } from '../result.ts'
import { end } from '../terminal-output.ts'
import { CannotGrade, SubjectFault } from '../verdict.ts'
import type { FromWorker, Job, ToWorker } from './messages.ts'
import { PartsOfResult } from './result-part.ts'

const stop = new AbortController()

// Whoever wanted it is gone.
process.on('disconnect', () => process.exit(2))
// Signals of the terminal are for whoever started us: it says when to stop, and then waits for what is known.
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => {})
process.on('message', (message: ToWorker) => {
  if ('stop' in message) stop.abort()
  else void work(message.job)
})

async function work({ options, sandbox, root, programs, wantsAll }: Job): Promise<void> {
  try {
    const plan = { ...options, ...(sandbox && { sandboxPlan: sandbox }), ...(programs && { programs }) }
    const parts = new PartsOfResult()
    const result = await grade(plan, root, watcher(wantsAll, parts), stop.signal)
    await tell({ done: parts.next(result) })
  } catch (failure) {
    if (!(failure instanceof CannotGrade) && !(failure instanceof UsageError)) throw failure
    await tell({ fault: failure.message, isOfSubject: failure instanceof SubjectFault })
  }
  await end()
}

function watcher(wantsAll: boolean, parts: PartsOfResult): Watcher {
  let latest: (() => GradeResult) | undefined
  let isTelling = false
  // One is sent when the last one has gone.
  const tellLatest = async () => {
    if (isTelling) return
    isTelling = true
    while (latest !== undefined) {
      const result = latest()
      latest = undefined
      await tell({ result: parts.next(result) })
    }
    isTelling = false
  }
  return {
    onStart: async result => tell({ started: result }),
    onProgress: progress => void tell({ progress }),
    onResult: result => {
      if (!wantsAll) return
      latest = result
      void tellLatest()
    },
  }
}

/** Resolves when it has gone. Without a channel there is nobody to tell. */
function tell(message: FromWorker): Promise<void> {
  return new Promise(resolve => {
    if (process.send === undefined || !process.connected) return resolve()
    process.send(message, () => resolve())
  })
}
