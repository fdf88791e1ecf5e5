// Knows the order of the measurements: A B C, A B C, never A A, B B, so that what changes slowly about the machine
// touches every subject alike.

import type { Sample } from './summary.ts'

/** Measures every subject once a round, in the given order; undefined is no sample. Rejects with the first measurement that does. */
export async function interleave<Subject>(
  subjects: readonly Subject[],
  rounds: number,
  measure: (subject: Subject, round: number) => Promise<Omit<Sample, 'round'> | undefined>,
): Promise<Sample[]> {
  const samples: Sample[] = []
  for (let round = 1; round <= rounds; round += 1) {
    for (const subject of subjects) {
      const sample = await measure(subject, round)
      if (sample !== undefined) samples.push({ ...sample, round })
    }
  }
  return samples
}
