// A result's JSON with a signature in it: Ed25519 over the text without it. Pure but for the keys' arithmetic.
import { createHash, createPublicKey, type KeyObject, sign, verify } from 'node:crypto'

interface Signature {
  readonly algorithm: 'Ed25519'
  /** SubjectPublicKeyInfo in base64: whose it is only he who knows the key can say. */
  readonly publicKey: string
  /** Base64. */
  readonly value: string
}

export type Finding =
  | { readonly is: 'unchanged'; readonly fingerprint: string; readonly byGivenKey: boolean }
  | { readonly is: 'changed' | 'unsigned' | 'not a result' }

/** @param json an object as text; @param key a private key */
export function withSignature(json: string, key: KeyObject): string {
  const content = JSON.parse(json)
  const signature: Signature = {
    algorithm: 'Ed25519',
    publicKey: spkiOf(createPublicKey(key)).toString('base64'),
    value: sign(null, canonical(content), key).toString('base64'),
  }
  return `${JSON.stringify({ ...content, signature }, null, 2)}\n`
}

/** @param key the public key of whom it should be from; undefined: whoever the signature says */
export function examine(json: string, key?: KeyObject): Finding {
  const read = readObject(json)
  if (read === undefined) return { is: 'not a result' }
  const { signature, ...content } = read
  if (!isSignature(signature)) return { is: 'unsigned' }
  const signer = key ?? readKey(signature.publicKey)
  if (signer === undefined) return { is: 'changed' }
  const isGood = verify(null, canonical(content), signer, Buffer.from(signature.value, 'base64'))
  return isGood
    ? { is: 'unchanged', fingerprint: fingerprintOf(signer), byGivenKey: key !== undefined }
    : { is: 'changed' }
}

/** `SHA256:…`, as ssh-keygen(1) writes it: of the key's bytes. */
export function fingerprintOf(key: KeyObject): string {
  return `SHA256:${createHash('sha256').update(spkiOf(key)).digest('base64').replace(/=+$/, '')}`
}

/** The same for the same content, however the file was laid out. */
function canonical(content: Record<string, unknown>): Buffer {
  return Buffer.from(JSON.stringify(content))
}

function readObject(json: string): Record<string, unknown> | undefined {
  try {
    const read: unknown = JSON.parse(json)
    return typeof read === 'object' && read !== null && !Array.isArray(read) ? { ...read } : undefined
  } catch {
    return undefined
  }
}

function isSignature(value: unknown): value is Signature {
  const { algorithm, publicKey, value: bytes } = (value ?? {}) as Partial<Record<keyof Signature, unknown>>
  return algorithm === 'Ed25519' && typeof publicKey === 'string' && typeof bytes === 'string'
}

function readKey(spki: string): KeyObject | undefined {
  try {
    const key = createPublicKey({ key: Buffer.from(spki, 'base64'), format: 'der', type: 'spki' })
    return key.asymmetricKeyType === 'ed25519' ? key : undefined
  } catch {
    return undefined
  }
}

function spkiOf(key: KeyObject): Buffer {
  return key.export({ format: 'der', type: 'spki' })
}
