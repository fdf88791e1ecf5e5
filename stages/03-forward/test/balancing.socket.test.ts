import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { type Program, startStage } from '../../testing/program.ts'
import { ask, confOf, forwardingStages, get, patience, post } from '../../testing/proxy-rig.ts'
import { connectClient } from '../../testing/raw-client.ts'
import { type Gate, gate, type Handler, type ScriptedBackend, startBackend } from '../../testing/scripted-backend.ts'

vi.setConfig(patience)

const names = ['a', 'b', 'c']
const gates = new Map<string, Gate>()
const broken = new Set<string>()
let backends: ScriptedBackend[]

// Holds what it is asked to hold, resets what is to break, answers everything else with its name.
const handler = (name: string): Handler => {
  return async ({ target }, reply) => {
    if (target.startsWith('/hold')) await gateOf(target).opened
    if (broken.has(target)) return reply.reset()
    return reply.respond({ body: name })
  }
}

function gateOf(target: string): Gate {
  const known = gates.get(target) ?? gate()
  gates.set(target, known)
  return known
}

beforeAll(async () => {
  backends = await Promise.all(names.map(name => startBackend(handler(name), { echoesId: false })))
})
afterAll(() => Promise.all(backends.map(backend => backend.close())))

async function inTurn(port: number, count: number): Promise<string[]> {
  const answers: string[] = []
  for (let at = 0; at < count; at += 1) answers.push(String((await ask(port, get('/'))).body))
  return answers
}

function sum(requests: readonly string[]): Record<string, number> {
  return Object.fromEntries(names.map(name => [name, requests.filter(each => each === name).length]))
}

describe.each(forwardingStages)('%s', stage => {
  test('without a word in the conf, gives requests to the backends in turn', async () => {
    await using program = await startStage(stage, { conf: confOf(backends) })
    const answers = await inTurn(program.port, 9)
    expect(answers.slice(0, 3).toSorted()).toEqual(names)
    expect(answers.slice(3)).toEqual([...answers.slice(0, 3), ...answers.slice(0, 3)])
    const atOnce = await Promise.all(Array.from({ length: 30 }, () => ask(program.port, get('/'))))
    expect(sum(atOnce.map(({ body }) => String(body)))).toEqual({ a: 10, b: 10, c: 10 })
    // What is no request takes nobody's turn.
    expect((await ask(program.port, 'nonsense\r\n\r\n')).status).toBe(400)
    expect(await inTurn(program.port, 3)).toEqual(answers.slice(0, 3))
  })

  test('gives a backend as many turns as it has weight, and spreads them', async () => {
    const weighted = backends.map(({ port }, index) => ({ ip: '127.0.0.1', port, weight: [3, 1, 2][index] }))
    await using program = await startStage(stage, { conf: { backend_servers: weighted } })
    const answers = await inTurn(program.port, 12)
    expect(sum(answers.slice(0, 6))).toEqual({ a: 3, b: 1, c: 2 })
    expect(answers.slice(6)).toEqual(answers.slice(0, 6))
    expect(answers.join('')).not.toContain('aaa')
  })

  describe('with least connections', () => {
    let program: Program
    let holds = 0
    beforeAll(async () => {
      const conf = confOf(backends.slice(0, 2), { strategy: 'least-connections' })
      program = await startStage(stage, { conf })
      await inTurn(program.port, 2)
    })
    afterAll(() => program[Symbol.asyncDispose]())

    interface Held {
      readonly by: string
      release(): Promise<void>
      breakOff(): Promise<void>
      abort(): Promise<void>
    }

    /** Resolves when a backend holds the request. */
    async function hold(): Promise<Held> {
      holds += 1
      const target = `/hold-${stage}-${holds}`
      const client = await connectClient(program.port)
      // Not a GET: what breaks must not be repeated.
      await client.send(post(target, 'x'))
      const holder = await Promise.any(
        backends.map(async (backend, index) => {
          await backend.until(() => backend.requests.some(each => each.target === target), target)
          return names[index] as string
        }),
      )
      const release = async () => {
        gateOf(target).open()
        expect(String((await client.response()).body)).toBe(holder)
        client.reset()
      }
      const breakOff = async () => {
        broken.add(target)
        gateOf(target).open()
        expect((await client.response('POST')).status).toBe(502)
        client.reset()
      }
      const abort = async () => {
        client.reset()
        // Whoever is answered behind the reset was balanced behind it.
        await ask(program.port, get('/'))
      }
      return { by: holder, release, breakOff, abort }
    }

    async function holdMany(count: number): Promise<Held[]> {
      const held: Held[] = []
      for (let at = 0; at < count; at += 1) held.push(await hold())
      return held
    }

    const holders = (held: readonly Held[]) => held.map(({ by }) => by)
    const releaseAll = (held: readonly Held[]) => Promise.all(held.map(each => each.release()))

    async function expectEven(): Promise<void> {
      const held = await holdMany(6)
      expect(sum(holders(held))).toEqual({ a: 3, b: 3, c: 0 })
      await releaseAll(held)
    }

    test('the one who has nothing open is asked, however often', async () => {
      const busy = await hold()
      const other = busy.by === 'a' ? 'b' : 'a'
      expect(await inTurn(program.port, 5)).toEqual(Array(5).fill(other))
      await busy.release()
    })

    test('equals take turns', async () => {
      expect(new Set(await inTurn(program.port, 4))).toEqual(new Set(['a', 'b']))
    })

    test('who has fewer open is filled up until they are equal, and counts fall with each answer', async () => {
      const held = await holdMany(10)
      expect(sum(holders(held))).toEqual({ a: 5, b: 5, c: 0 })
      await releaseAll(held.filter(({ by }) => by === 'a'))
      const more = await holdMany(5)
      expect(holders(more)).toEqual(Array(5).fill('a'))
      await releaseAll([...held.filter(({ by }) => by === 'b'), ...more])
      await expectEven()
    })

    // All of them at one backend: counts that leaked at both alike would still be even.
    test('clients that abort leave no count behind', async () => {
      const held = await holdMany(8)
      for (const each of held.filter(({ by }) => by === 'a')) await each.abort()
      await releaseAll(held.filter(({ by }) => by === 'b'))
      await expectEven()
    })

    test('a backend that breaks leaves no count behind', async () => {
      const held = await holdMany(8)
      await Promise.all(held.filter(({ by }) => by === 'a').map(each => each.breakOff()))
      await releaseAll(held.filter(({ by }) => by === 'b'))
      await expectEven()
    })
  })
})
