// `npm run vm list`: which VMs run, and which there are.
import type { Listed } from '../hypervisor.ts'
import type { Lab } from '../lab.ts'

export interface Listing {
  readonly schema: 'hopwise-vm-list/1'
  readonly running: readonly Listed[]
  readonly all: readonly (Listed & { readonly isOurs: boolean })[]
}

export async function list({ hypervisor, store, tell }: Lab): Promise<Listing> {
  const running = await hypervisor.listRunning()
  for (const { name } of running) tell(`  ${name}`)
  if (running.length === 0) tell('  none runs')
  const ours = new Set((await store.all()).map(({ id }) => id))
  const all = (await hypervisor.listAll()).map(each => ({ ...each, isOurs: ours.has(each.id) }))
  for (const { name, isOurs } of all) tell(`  ${name}${isOurs ? ' (made here)' : ''}`)
  if (all.length === 0) tell('  there is none; npm run vm create makes one')
  return { schema: 'hopwise-vm-list/1', running, all }
}
