// The users that programs become where root grades. EDGE: draws at random.
import type { SandboxPlan } from './plan.ts'

/** Users that nobody is: away from people's, system's and those of container engines. */
const FIRST_UID = 0x6000_0000
const UIDS = 0x0fff_ffff

export function freshUid(): number {
  return FIRST_UID + Math.floor(Math.random() * UIDS)
}

/** Limits count by user: one submission must not use up what another one may. */
export function withFreshUser(plan: SandboxPlan): SandboxPlan {
  if (plan.kind === 'none' || plan.becomes === null) return plan
  return { ...plan, becomes: { ...plan.becomes, uid: freshUid() } }
}
