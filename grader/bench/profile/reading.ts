// Knows how a profile is told to a person: what was on top, and how to look further. Pure.

import { shorten } from '../../report/shorten.ts'
import type { SelfTime, SelfTimes } from './cpu-profile.ts'

export interface ProfileRun {
  readonly file: string
  readonly subject: string
  /** Such as `keepalive, 64 clients, 4 s`. */
  readonly load: string
  readonly requests: number
  readonly requestsPerSecond: number | null
}

const mostFunctions = 16
const mostFiles = 10
/** The name of a regular expression is all of it. */
const nameCharacters = 72

export function toReading(run: ProfileRun, times: SelfTimes): string {
  const { file, subject, load, requests, requestsPerSecond } = run
  const { idleMicros, busyMicros, functions, files } = times
  const idleShare = (100 * idleMicros) / Math.max(1, idleMicros + busyMicros)
  const perRequest = (busyMicros / Math.max(1, requests)).toFixed(1)
  return `${subject}, ${load}, with the profiler on: ${Math.round(requestsPerSecond ?? 0).toLocaleString('en')} requests/s, ${perRequest} µs each
It had nothing to do for ${idleShare.toFixed(0)} % of the time. Of the rest, by what was on top of the stack:

${lines(functions.slice(0, mostFunctions), busyMicros, requests)}

by file:

${lines(files.slice(0, mostFiles), busyMicros, requests)}

${file} has all of it, with callers.
How to read it:
  - open it in Chrome: DevTools, Performance, "Load profile"; or in VS Code; or on speedscope.app
  - "self" is what a function did itself, "total" what it did and had done: begin with self, sorted
  - C++ and system calls are not JavaScript: reading, writing and waiting in the kernel. They shrink when there are fewer
    of them (batching), not when code is polished. strace -c -f -p PID counts them
  - garbage collector: time for what was allocated. Look for objects made for every request
  - a function that V8 has inlined counts for its caller; the profiler itself costs some of the requests/s
  - the profile covers starting and stopping too; the figures above only the time of the load`
}

function lines(times: readonly SelfTime[], busyMicros: number, requests: number): string {
  return times
    .map(({ name, micros }) => {
      const share = ((100 * micros) / Math.max(1, busyMicros)).toFixed(1).padStart(5)
      const each = (micros / Math.max(1, requests)).toFixed(2).padStart(6)
      return `  ${share} %  ${each} µs  ${shorten(name, nameCharacters)}`
    })
    .join('\n')
}
