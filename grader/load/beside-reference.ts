// Prepares the reference, beside which a subject is measured. EDGE: through subjects and worlds.
import type { LoadResult } from '../result.ts'
import type { Subject } from '../subject.ts'
import { findSubject } from '../subjects/find-subject.ts'
import { type LoadOptions, measureLoad } from './load.ts'

/**
 * The subject has been prepared.
 *
 * @param root the tree whose stages are the reference
 */
export async function measureBeside(
  subject: Subject,
  root: string,
  options: Omit<LoadOptions, 'subject' | 'reference'>,
): Promise<LoadResult[]> {
  const reference = findSubject('reference', root)
  await reference.prepare()
  try {
    return await measureLoad({ ...options, subject, reference })
  } finally {
    await reference.dispose()
  }
}
