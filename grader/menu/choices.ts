// What the menu offers, from what was found. Pure.
import { STAGE_NAMES } from '../registry.ts'
import type { StageNumber } from '../result.ts'
import type { Found } from './found.ts'

export interface Choice<Value> {
  readonly name: string
  readonly value: Value
  /** Why it cannot be chosen. */
  readonly disabled?: string
  readonly checked?: boolean
}

/** Stands for a question of its own. */
export const ANOTHER = Symbol('another')

export function subjectChoices(peers: readonly string[], { programs }: Found): Choice<string | typeof ANOTHER>[] {
  return [
    { name: 'this tree', value: 'reference' },
    { name: 'a folder with proxy.json or stages/', value: ANOTHER },
    ...peers.map(peer => {
      const version = programs[peer]
      const choice = { name: `${peer}${version === undefined ? '' : ` ${version}`}, as a peer`, value: `peer:${peer}` }
      return version === undefined ? { ...choice, disabled: 'not installed' } : choice
    }),
  ]
}

export function stageChoices(claimed: readonly StageNumber[]): Choice<StageNumber>[] {
  return claimed.map(stage => ({ name: `${stage} ${STAGE_NAMES[stage]}`, value: stage, checked: true }))
}

/** The first that can be chosen is what is usual. */
export function backendChoices({ programs, runningVms }: Found): Choice<string | typeof ANOTHER>[] {
  const { nginx } = programs
  const real = { name: `nginx ${nginx ?? ''}`.trim(), value: 'nginx' }
  const embedded = { name: 'embedded: need nothing', value: 'embedded' }
  return [
    ...(nginx === undefined ? [embedded, { ...real, disabled: 'not installed' }] : [real, embedded]),
    { name: 'those of a conf file', value: ANOTHER },
    ...runningVms.map(vm => ({ name: `virtual machine ${vm}, which runs`, value: `vm:${vm}` })),
  ]
}

export function usualBackends({ programs }: Found): 'nginx' | 'embedded' {
  return programs.nginx === undefined ? 'embedded' : 'nginx'
}

export function loadQuestion({ programs }: Found): string {
  const generator = programs.wrk === undefined ? 'autocannon, since wrk is not installed' : `wrk ${programs.wrk}`
  return `Also under load (some minutes), with ${generator}?`
}
