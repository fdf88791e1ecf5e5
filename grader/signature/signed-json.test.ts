import { generateKeyPairSync } from 'node:crypto'
import { expect, test } from 'vitest'
import { examine, fingerprintOf, withSignature } from './signed-json.ts'

const { privateKey, publicKey } = generateKeyPairSync('ed25519')
const other = generateKeyPairSync('ed25519')
const JSON_TEXT = '{\n  "schema": "hopwise-grade/1",\n  "score": 1.5,\n  "text": "é \\u0000"\n}\n'
const signed = withSignature(JSON_TEXT, privateKey)

test('what was signed is unchanged, and says by whom', () => {
  expect(examine(signed)).toEqual({ is: 'unchanged', fingerprint: fingerprintOf(publicKey), byGivenKey: false })
  expect(examine(signed, publicKey)).toMatchObject({ is: 'unchanged', byGivenKey: true })
})

test('the layout of the file does not matter, its content does', () => {
  expect(examine(JSON.stringify(JSON.parse(signed)))).toMatchObject({ is: 'unchanged' })
  expect(examine(signed.replace('1.5', '2.5'))).toEqual({ is: 'changed' })
  expect(examine(signed.replace('"schema"', '"extra": 1, "schema"'))).toEqual({ is: 'changed' })
})

test('whoever signs it anew with another key is found out by the key', () => {
  const forged = withSignature(JSON_TEXT.replace('1.5', '2.5'), other.privateKey)
  expect(examine(forged)).toMatchObject({ is: 'unchanged' })
  expect(examine(forged, publicKey)).toEqual({ is: 'changed' })
})

test.each([
  [JSON_TEXT, 'unsigned'],
  ['{"signature": {"algorithm": "none"}}', 'unsigned'],
  ['{"signature": {"algorithm": "Ed25519", "publicKey": "AAAA", "value": ""}}', 'changed'],
  ['[1]', 'not a result'],
  ['', 'not a result'],
])('%j is %s', (text, is) => expect(examine(text)).toEqual({ is }))
