// Knows what `--subject` may say, and who makes a subject of it.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { IMPOSTORS } from '../impostors/catalogue.ts'
import { PEERS, peerSubject } from '../peers/peer.ts'
import type { Subject } from '../subject.ts'
import { CannotGrade } from '../verdict.ts'
import { folderSubject } from './folder.ts'
import { impostorSubject } from './impostor.ts'
import { referenceSubject } from './reference.ts'

const peerNames = PEERS.map(({ name }) => `peer:${name}`)
const POSSIBLE = `reference, a folder with proxy.json or stages/, ${peerNames.join(', ')}, impostor:NAME`

/**
 * @param argument what stands behind `--subject`; folders are looked for from the working directory
 * @param root the root of this tree
 * @throws CannotGrade with one line that says what is possible
 */
export function findSubject(argument: string, root: string): Subject {
  if (argument === 'reference') return referenceSubject(root)
  const [, kind, name] = /^(peer|impostor):(.*)$/s.exec(argument) ?? []
  if (kind === 'peer') {
    const peer = PEERS.find(each => each.name === name)
    if (peer === undefined) throw new CannotGrade(`${argument}: no such peer; there are ${peerNames.join(', ')}`)
    return peerSubject(peer)
  }
  if (kind === 'impostor') {
    const impostor = IMPOSTORS.find(each => each.name === name)
    if (impostor !== undefined) return impostorSubject(impostor, root)
    throw new CannotGrade(`${argument}: no such impostor; there are ${IMPOSTORS.map(each => each.name).join(', ')}`)
  }
  if (existsSync(argument)) return folderSubject(argument, join(root, 'node_modules'))
  throw new CannotGrade(`${argument}: no such folder; --subject may be ${POSSIBLE}`)
}
