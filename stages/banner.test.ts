import { Chalk } from 'chalk'
import { describe, expect, test } from 'vitest'
import { type Running, renderBanner, renderLadder } from './banner.ts'
import { findStage, LADDER, type Stage } from './ladder.ts'

const plain = new Chalk({ level: 0 })
const coloured = new Chalk({ level: 1 })
const LINE_COLUMNS = 80
const NOTHING = { standings: new Map(), msSince: () => 0 }

function stage(number: number): Stage {
  const found = findStage(number)
  if (found === undefined) throw new Error(`no stage ${number}`)
  return found
}

function running(number: number, more: Partial<Running> = {}): Running {
  return { stage: stage(number), host: '127.0.0.1', port: 9000, conf: 'conf/servers.conf', backends: [], ...more }
}

describe('the ladder', () => {
  test('its stages are numbered from one and live in folders that say so', () => {
    for (const [at, { number, folder }] of LADDER.entries()) {
      expect(number).toBe(at + 1)
      expect(folder).toMatch(new RegExp(`^0${number}-[a-z-]+$`))
    }
  })

  test('it climbs to the right', () => {
    expect(renderLadder(LADDER, plain, NOTHING)).toBe(`
  Hopwise: from an echo to a load balancer, step by step

                        ┌────
                        │ 6  request id     many clients on few connections
                    ┌───┘
                    │ 5  non-blocking   flow control, deadlines, health
                ┌───┘
                │ 4  pipelining     keep-alive, answers in order, a pool
            ┌───┘
            │ 3  forward        load balancing, failover, 502 and 504
        ┌───┘
        │ 2  parse          a strict HTTP/1.1 parser, step by step
    ┌───┘
    │ 1  echo           the same bytes back, half-close
 ───┘

  npm run stage 1                      run a stage; Ctrl-C stops it
  npm run check 1                      check it; with -- --watch after every save
  npm run stage 3 -- --port 8080       flags go behind the --
  npm run stage -- --help              all flags

`)
  })

  const noon = Date.parse('2026-03-01T12:00:00Z')
  const msSince = (at: string) => noon - Date.parse(at)
  const standings = new Map([
    [1, { passed: 12, failed: 0, skipped: 0, undecided: 0, at: '2026-03-01T11:59:30Z' }],
    [3, { passed: 10, failed: 1, skipped: 2, undecided: 0, at: '2026-03-01T11:58:59Z' }],
    [6, { passed: 20, failed: 0, skipped: 0, undecided: 1, at: '2026-02-27T11:00:00Z' }],
  ])

  test('it says how the stages stood that were checked, and when', () => {
    expect(renderLadder(LADDER, plain, { standings, msSince })).toContain(`
 ───┘

  In the last check

  1  echo           ✓ 12 of 12 passed  just now
  3  forward        ✗ 10 of 13 passed, 1 failed, 2 skipped  1 minute ago
  6  request id     ? 20 of 21 passed, 1 undecided  2 days ago

  npm run stage 1`)
  })

  test('colour changes no letter', () => {
    const inColour = renderLadder(LADDER, coloured, { standings, msSince })
    expect(inColour).toContain('\u001B[')
    expect(inColour.replace(/\u001B\[\d+m/g, '')).toBe(renderLadder(LADDER, plain, { standings, msSince }))
  })
})

describe('the banner', () => {
  test('says what, where, with whom, and what to try', () => {
    const backends = [
      { ip: '127.0.0.1', port: 8001, state: 'answers' },
      { ip: '127.0.0.1', port: 8002, state: 'embedded' },
      { ip: '10.0.0.9', port: 8003, state: 'silent' },
    ] as const
    expect(renderBanner(running(3, { backends }), plain)).toBe(`
  Stage 3 forward listens on 127.0.0.1:9000

  can       hand requests to the backends in turn, or to the least busy one,
            each over a new connection; go on when a backend is dead
  not yet   keep a connection for a second request
  conf      conf/servers.conf
  backends  127.0.0.1:8001
            127.0.0.1:8002  embedded, since nobody answered there
            10.0.0.9:8003  does not answer
  try       for i in 1 2 3 4 5 6; do curl -s http://127.0.0.1:9000/; done
            curl -s http://127.0.0.1:9000/1m.bin | tail -n 1  (line 65535)

  Ctrl-C stops it.

`)
  })

  test.each(LADDER.map(({ number }) => number))('stage %i fills in every placeholder and fits the terminal', number => {
    const text = renderBanner(running(number), plain)
    expect(text).not.toMatch(/[{]host|[{]port/)
    // A command may be longer: broken in two it could not be copied.
    const prose = text.split('\n').filter(line => !line.includes('127.0.0.1'))
    for (const line of prose) expect(line.length).toBeLessThanOrEqual(LINE_COLUMNS)
  })

  test('a host that means everywhere is not one to connect to', () => {
    const text = renderBanner(running(2, { host: '0.0.0.0', port: 80 }), plain)
    expect(text).toContain('listens on 0.0.0.0:80\n')
    expect(text).toContain("curl -s 'http://127.0.0.1:80/a?b=1'")
  })

  test('an IPv6 host stands in brackets, but not for nc', () => {
    const text = renderBanner(running(1, { host: '::1' }), plain)
    expect(text).toContain('listens on [::1]:9000\n')
    expect(text).toContain('nc ::1 9000')
    expect(text).toContain('http://[::1]:9000/hello')
  })
})
