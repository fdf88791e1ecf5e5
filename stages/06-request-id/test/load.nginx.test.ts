// Stage 6 between many clients and three nginx, one of which dies and comes back: every request has its own answer.

import { spawnSync } from 'node:child_process'
import { describe, expect, test } from 'vitest'
import { startNginx } from '../../../backends/nginx.ts'
import { findNginx } from '../../../backends/nginx-program.ts'
import { startStage } from '../../testing/program.ts'
import { connectClient } from '../../testing/raw-client.ts'
import { ask, confFor, newPath } from '../../testing/traffic.ts'

// In CI a missing program must fail, not hide these tests.
const isCi = process.env.CI === 'true'
const hasNginx = findNginx() !== undefined
const hasWrk = spawnSync('wrk', ['--version']).error === undefined

const clients = 50
const requestsOfEach = 200

/** What the whole crowd was answered that it had not asked for. */
async function straysOfNonces(port: number): Promise<string[]> {
  const strays: string[] = []
  const crowd = Array.from({ length: clients }, async () => {
    await using client = await connectClient(port)
    for (let nth = 0; nth < requestsOfEach; nth += 1) {
      const target = `/nonce${newPath()}`
      const { status, body } = await ask(client, 'GET', target)
      if (status !== 200 || String(body) !== `${target}\n`) strays.push(`${target} was answered ${status} ${body}`)
    }
  })
  await Promise.all(crowd)
  return strays
}

describe.skipIf(!hasNginx && !isCi)('three nginx', { timeout: 120_000 }, () => {
  test.skipIf(!hasWrk && !isCi)(
    'under wrk with 200 connections leave no error and nothing but 2xx',
    async ({ annotate }) => {
      await using nginx = await startNginx([0, 0, 0])
      await using program = await startStage('06-request-id', { conf: confFor(nginx.ports.map(port => ({ port }))) })
      const { stdout } = spawnSync('wrk', ['-t2', '-c200', '-d10s', `http://127.0.0.1:${program.port}/`], {
        encoding: 'utf8',
      })
      await annotate(stdout)
      expect(stdout).toMatch(/Requests\/sec:\s+[1-9]/)
      // wrk prints these lines only where there is something to count.
      expect(stdout).not.toContain('Socket errors')
      expect(stdout).not.toContain('Non-2xx')
      // Whoever was under that load is still what it was.
      expect((await straysOfNonces(program.port)).slice(0, 5)).toEqual([])
    },
  )

  test('one of which is stopped and started while 10,000 nonces are on their way give each its own answer', async () => {
    await using nginx = await startNginx([0, 0, 0])
    const [mortal = 0] = nginx.ports
    const health = { fail_after: 2, rest_ms: 100 }
    await using program = await startStage('06-request-id', {
      conf: confFor(
        nginx.ports.map(port => ({ port })),
        { health },
      ),
    })
    let isOver = false
    let deaths = 0
    const traffic = straysOfNonces(program.port).finally(() => {
      isOver = true
    })
    while (!isOver && deaths < 20) {
      await nginx.stop(mortal)
      deaths += 1
      await nginx.start(mortal)
    }
    expect((await traffic).slice(0, 5)).toEqual([])
    expect(deaths).toBeGreaterThan(0)
  })
})
