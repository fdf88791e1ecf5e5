// Keys as instructors have them: PEM files. EDGE: reads files.
import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { CannotGrade } from '../verdict.ts'
import { withSignature } from './signed-json.ts'

const HOW = 'openssl genpkey -algorithm ed25519 -out KEY makes one'

/** What puts a signature into JSON. Throws CannotGrade, one line. */
export function readSigner(file: string): (json: string) => string {
  const key = readKey('--sign', file, createPrivateKey)
  return json => withSignature(json, key)
}

/** Of a file with the public key, or with the private one. Throws CannotGrade, one line. */
export function readPublicKey(file: string): KeyObject {
  return readKey('--key', file, createPublicKey)
}

function readKey(flag: string, file: string, make: (pem: string) => KeyObject): KeyObject {
  let pem: string
  try {
    pem = readFileSync(file, 'utf8')
  } catch {
    throw new CannotGrade(`${flag} ${file}: cannot be read; ${HOW}`)
  }
  try {
    const key = make(pem)
    if (key.asymmetricKeyType === 'ed25519') return key
  } catch {
    // Told below.
  }
  throw new CannotGrade(`${flag} ${file}: is no ${flag === '--sign' ? 'private ' : ''}Ed25519 key in PEM; ${HOW}`)
}
