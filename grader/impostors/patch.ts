// Knows how a change is applied to a text: where it is looked for stands exactly once, or nothing is changed.
import { CannotGrade } from '../verdict.ts'
import type { Change } from './impostor.ts'

/**
 * The text with the change.
 *
 * @param name of the impostor, for the message
 * @throws CannotGrade naming impostor, file and how often the place was found: the reference has moved on
 */
export function applyChange(text: string, { file, find, replace }: Change, name: string): string {
  const count = text.split(find).length - 1
  if (count !== 1)
    throw new CannotGrade(
      `impostor ${name}: what it changes stands ${count} times in ${file}, not once; mend its \`find\`: ${JSON.stringify(find)}`,
    )
  // A function, so that no `$&` of the replacement means anything.
  return text.replace(find, () => replace)
}
