// What the checks of the echo share: sending without reading, and comparing long rows of octets.
import type { Client } from '../../lab/client.ts'
import type { Lab } from '../../lab/lab.ts'
import { Failure } from '../../verdict.ts'

export const LESSON = 'stages/01-echo/README.md'

/** Sends and reads at the same time; throws unless the same octets come back. */
export async function mustEchoAll(client: Client, bytes: Buffer): Promise<void> {
  const [echoed] = await Promise.all([client.bytes(bytes.length), client.sendAll(bytes)])
  mustBeSame(echoed, bytes, client.name)
}

/** Throws with the first place where they differ. */
export function mustBeSame(echoed: Buffer, sent: Buffer, whom: string): void {
  if (echoed.equals(sent)) return
  const at = sent.findIndex((octet, index) => echoed[index] !== octet)
  const show = (bytes: Buffer) => bytes.subarray(Math.max(0, at - 8), at + 24).toString('latin1')
  throw new Failure({
    reason: `${whom} got other octets back than it sent, from octet ${at} of ${sent.length} on`,
    expected: show(sent),
    actual: show(echoed),
  })
}

/**
 * Sends, with the client not reading, until the program takes nothing for a while or all is sent. Resolves to the octets
 * that were handed over: they go out as soon as the program takes them.
 */
export async function sendUntilFull(lab: Lab, client: Client, bytes: Buffer): Promise<Buffer> {
  const pieceBytes = 65_536
  for (let from = 0; from < bytes.length; from += pieceBytes) {
    client.sendBytes(bytes.subarray(from, from + pieceBytes))
    const taken = await Promise.race([client.flushed().then(() => true), lab.patience(250).then(() => false)])
    if (!taken) return bytes.subarray(0, from + pieceBytes)
  }
  return bytes
}
