// `npm run vm status`: the VM's state, its ports and addresses, and whether its backends answer.
import type { Lab } from '../lab.ts'
import { lookAtMachine } from '../look-at-machine.ts'
import { type Standing, toLines } from '../standing.ts'

export async function status(lab: Lab): Promise<Standing> {
  const standing = await lookAtMachine(lab)
  if (lab.settings.dryRun)
    lab.tell('# asks each backend for a page and for an error, and whether X-Request-ID comes back')
  else for (const line of toLines(standing)) lab.tell(line)
  return standing
}
