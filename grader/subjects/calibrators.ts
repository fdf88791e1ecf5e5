// Subjects that calibrate the checks, beside those that are graded: peers and impostors. Nothing else knows both, so a tree
// without them needs another one of this file and no other change.
import { findImpostor } from '../impostors/find-impostor.ts'
import { PEERS, peerSubject } from '../peers/peer.ts'
import type { Subject } from '../subject.ts'
import { CannotGrade } from '../verdict.ts'
import { impostorSubject } from './impostor.ts'

export const PEER_NAMES: readonly string[] = PEERS.map(({ name }) => name)

const peers = PEER_NAMES.map(name => `peer:${name}`)

/** What `--subject` may say of them. */
export const CALIBRATORS: readonly string[] = [...peers, 'impostor:NAME']

/**
 * @param argument what stands behind `--subject`
 * @param root the root of this tree
 * @returns undefined where it speaks of neither
 * @throws CannotGrade where it speaks of one that is not there
 */
export function findCalibrator(argument: string, root: string): Subject | undefined {
  const [, kind, name = ''] = /^(peer|impostor):(.*)$/s.exec(argument) ?? []
  if (kind === 'peer') {
    const peer = PEERS.find(each => each.name === name)
    if (peer === undefined) throw new CannotGrade(`${argument}: no such peer; there are ${peers.join(', ')}`)
    return peerSubject(peer)
  }
  if (kind === 'impostor') return impostorSubject(findImpostor(name), root)
  return undefined
}
