// Which backends are asked. Knows no check.
import type { Lab } from '../../lab/lab.ts'

/** The backends of so many plain requests, one after the other. */
export async function ask(lab: Lab, count: number): Promise<number[]> {
  const backends: number[] = []
  while (backends.length < count) backends.push((await lab.exchange()).call.backend)
  return backends
}
