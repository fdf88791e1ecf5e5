// The folders over which a grading process in its sandbox gets disks of its own. EDGE: makes and removes folders.
import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { makeTemporaryFolder } from '../../backends/temporary-folder.ts'
import type { WorkerPlace } from './worker-command.ts'

/** They stay empty, seen from outside. */
export function makeWorkerPlace(): WorkerPlace {
  const directory = makeTemporaryFolder('hopwise-worker')
  const place = { directory, lab: join(directory, 'lab'), copies: join(directory, 'copies') }
  mkdirSync(place.lab)
  mkdirSync(place.copies)
  return place
}

export function removeWorkerPlace({ directory }: WorkerPlace): void {
  rmSync(directory, { recursive: true, force: true })
}
