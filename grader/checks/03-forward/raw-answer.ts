// Answers that a backend sends octet for octet: in pieces, spoilt, or cut short.
import { setTimeout as wait } from 'node:timers/promises'
import type { Answer } from '../../lab/answer.ts'
import type { Call, Handler } from '../../lab/call.ts'
import type { Random } from '../../lab/random.ts'

/** Spoils a right answer, latin1. */
export type Spoil = (answer: string) => string

export type Afterwards = 'keep open' | 'finish' | 'reset'

/** Sends what `spoil` makes of the right answer once the request is there, and then keeps, finishes or resets the connection. */
export function spoilt(answer: Answer, spoil: Spoil, afterwards: Afterwards = 'keep open'): Handler {
  return async call => {
    await call.settled()
    await call.turn
    call.send(spoil(call.answerBytes(answer).toString('latin1')))
    if (afterwards === 'finish') call.finish()
    if (afterwards === 'reset') {
      // Time for what was sent to get through: a reset overtakes it.
      await wait(20)
      call.reset()
    }
    call.done()
  }
}

/** Sends the right answer cut in two at `at`, so that the pieces arrive apart. */
export async function sendCut(call: Call, answer: Buffer, at: number): Promise<void> {
  await call.settled()
  await call.turn
  call.send(answer.subarray(0, at))
  await wait(1)
  call.send(answer.subarray(at))
  call.done()
}

/** Offsets at which to cut: inside and behind each of the last line ends, and `count` others. */
export function cutPlaces(random: Random, bytes: Buffer, count: number): number[] {
  const lineEnds = [...bytes.keys()].filter(at => bytes[at] === 0x0d).slice(-3)
  const others = Array.from({ length: count }, () => random.integer(1, bytes.length - 1))
  const places = new Set([...lineEnds.flatMap(at => [at + 1, at + 2]), ...others])
  return [...places].filter(at => at > 0 && at < bytes.length)
}
