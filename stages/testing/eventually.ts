// Knows how to wait for a state that nobody announces, such as another process's descriptors. Only what must come true
// can be waited for: that something does not happen is proven by a later event, never by waiting.

import { setTimeout as pause } from 'node:timers/promises'
import { longCapMs } from './bell.ts'

const lookAgainMs = 20

/** Resolves once `isSo` holds; rejects after a long while with what `waitedFor` says then. */
export async function eventually(isSo: () => boolean | Promise<boolean>, waitedFor: () => string): Promise<void> {
  const until = performance.now() + longCapMs
  while (!(await isSo())) {
    if (performance.now() > until) throw new Error(`waited ${longCapMs} ms for ${waitedFor()}`)
    await pause(lookAgainMs)
  }
}
