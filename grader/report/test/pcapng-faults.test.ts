import { expect, test } from 'vitest'
import type { Recorded } from '../../result.ts'
import { faultsIn } from '../pcapng-faults.ts'

const [ONE, TWO, STRANGE] = ['m-000000000001', 'm-000000000002', 'm-00000000000f']
const FAILED = { verdict: 'failed', reason: 'it is wrong', expected: null, actual: null } as const

function piece(from: string, to: string, connection: string, bytes: string): Recorded {
  return { atMs: 0, from, to, connection, kind: 'bytes', bytes, byteCount: bytes.length, fromPort: 1, toPort: 2 }
}
const asks = (number: number, ...marks: string[]) =>
  piece(`client ${number}`, 'proxy', `client ${number}`, marks.map(mark => `GET /${mark} HTTP/1.1\r\n\r\n`).join(''))
const gets = (number: number, ...heads: string[]) =>
  piece('proxy', `client ${number}`, `client ${number}`, heads.join(''))
const answer = (mark: string) => `HTTP/1.1 200 OK\r\nX-Provenance: ${mark} backend=1\r\nContent-Length: 2\r\n\r\nok`
const ERROR = 'HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n'

test('an answer that comes before its turn is told from the one that was due', () => {
  const faults = faultsIn(FAILED, [asks(1, ONE, TWO), gets(1, answer(TWO)), gets(1, answer(ONE))])
  expect(faults.get(1)).toBe('expected the answer to request 1; this is the answer to request 2')
})

test('the proxy’s own answer has its turn, too', () => {
  const faults = faultsIn(FAILED, [asks(1, ONE, TWO), gets(1, ERROR, answer(TWO))])
  expect([...faults.values()]).toEqual(['FAILED: it is wrong'])
})

test('an answer to somebody else’s request says whose it is', () => {
  const faults = faultsIn(FAILED, [asks(1, ONE), asks(2, TWO), gets(1, answer(TWO)), gets(2, answer(ONE))])
  expect(faults.get(2)).toBe('this is the answer to request 1 of client 2')
})

test('the reason stands at what the proxy did last on the connection that it names', () => {
  const events = [asks(1, ONE), gets(1, answer(ONE)), asks(2, TWO), gets(2, answer(TWO))]
  expect([...faultsIn({ ...FAILED, reason: 'client 1 got nothing' }, events)]).toEqual([
    [1, 'FAILED: client 1 got nothing'],
  ])
})

test('marks are told as requests', () => {
  const failed = { ...FAILED, expected: `the answer to ${ONE}`, actual: `the answer to ${STRANGE}` }
  const [word] = faultsIn(failed, [asks(1, ONE), gets(1, answer(ONE))]).values()
  expect(word).toBe(
    `FAILED: it is wrong\nexpected: the answer to request 1 of client 1 (${ONE})\narrived: the answer to ${STRANGE}`,
  )
})

test('the answer that arrived instead is wrong from its head on, though its body came in a piece of its own', () => {
  const events = [asks(1, ONE, TWO), gets(1, answer(TWO)), gets(1, `answer to ${TWO}`)]
  expect([...faultsIn({ ...FAILED, actual: `the answer to ${TWO}` }, events).keys()]).toEqual([1])
})

test('a complaint about an octet stands at the piece that holds it', () => {
  const connection = 'backend 1 connection 1'
  const open: Recorded = { ...piece('proxy', 'backend 1', connection, ''), kind: 'open' }
  const sent = ['GET / HTTP/1.1\r\n', 'Host : x\r\n', '\r\n'].map(each => piece('proxy', 'backend 1', connection, each))
  const reason = `the proxy sent bytes to ${connection} that are not lawful HTTP: a blank (octet 20 of the connection)`
  expect([...faultsIn({ ...FAILED, reason }, [open, ...sent]).keys()]).toEqual([2])
})

test('a check that has passed has no faults, and one without events has no place for them', () => {
  expect(faultsIn({ ...FAILED, verdict: 'passed' }, [asks(1, ONE, TWO), gets(1, answer(TWO))]).size).toBe(0)
  expect(faultsIn(FAILED, []).size).toBe(0)
})

test('a piece that is nothing but the beginnings of heads is read in a moment', () => {
  const hostile = 'HTTP/1.1 200 x\r\n'.repeat(4000)
  const startedAt = performance.now()
  faultsIn(FAILED, [asks(1, ONE), gets(1, hostile)])
  expect(performance.now() - startedAt).toBeLessThan(2000)
})
