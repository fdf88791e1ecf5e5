// Programs started as the grader starts them: those that get ready, and why others do not.
import { once } from 'node:events'
import { connect } from 'node:net'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { accepts } from '../../backends/port.ts'
import { freePort } from './ports.ts'
import { hasProc } from './process-table.ts'
import { ECHO, host, Stand } from './test/stand.ts'

let stand: Stand

beforeEach(async () => {
  stand = await Stand.open()
})

afterEach(() => stand.close())

describe('a program that behaves', () => {
  test('is ready when it accepts, tells what it uses, and leaves nothing behind', async () => {
    const program = await stand.start(stand.node(ECHO))
    expect(await accepts(host, stand.port)).toBe(true)
    expect(program.startUpMs).toBeGreaterThan(0)
    expect(program.pids()).toEqual([program.pid])
    expect(program.hasExited).toBe(false)
    expect(await program.stop()).toEqual([])
    expect(await program.exited).toMatchObject({ code: null, signal: 'SIGTERM' })
    expect(program.pids()).toEqual([])
    expect(await accepts(host, stand.port)).toBe(false)
  })

  test('that needs a second before it listens is waited for', async () => {
    const program = await stand.start(stand.node(`setTimeout(() => { ${ECHO} }, 1000)`))
    expect(program.startUpMs).toBeGreaterThanOrEqual(1000)
  })

  test('that ends as soon as somebody connects was ready: it did listen', async () => {
    const program = await stand.start(
      stand.node(`require('node:net').createServer(() => process.exit(1)).listen(+process.argv[2], '${host}')`),
    )
    expect(await program.exited).toMatchObject({ code: 1 })
  })

  test.runIf(hasProc)('has memory, descriptors, CPU time and listeners', async () => {
    const program = await stand.start(stand.node(ECHO))
    expect(program.memoryBytes()).toBeGreaterThan(10 * 1024 * 1024)
    expect(program.cpuMs()).toBeGreaterThan(0)
    expect(program.listeners()).toEqual([{ port: stand.port, host, pid: program.pid }])
    expect(program.listeningPids()).toEqual([program.pid])
    const descriptorsOfClient = async () => {
      const before = program.descriptors() ?? 0
      const client = connect({ host, port: stand.port })
      // The echo proves that the program has accepted.
      client.write('x')
      await once(client, 'data')
      const grown = (program.descriptors() ?? 0) - before
      client.destroy()
      return grown
    }
    // Meanwhile the program may close the connection of whoever asked whether it is ready, or the last client's.
    await expect.poll(descriptorsOfClient).toBe(1)
  })

  test('sees none of the surroundings of the grader', async () => {
    process.env.HOPWISE_TEST_SECRET = 'x'
    const program = await stand.start(stand.node(`console.log(JSON.stringify(process.env)); ${ECHO}`, { EXTRA: 'yes' }))
    await program.stop()
    delete process.env.HOPWISE_TEST_SECRET
    expect(JSON.parse(program.output.stdout)).toEqual({
      PATH: process.env.PATH,
      HOME: stand.directory,
      TMPDIR: stand.directory,
      LANG: 'C.UTF-8',
      EXTRA: 'yes',
      HOPWISE_LAB: expect.stringMatching(/^test\../),
    })
  })

  test('that has ended by itself is known to have ended', async () => {
    const program = await stand.start(stand.node(`${ECHO}; process.on('SIGUSR2', () => process.exit(7))`))
    expect(program.signal('SIGUSR2')).toBe(true)
    expect(await program.exited).toMatchObject({ code: 7, signal: null })
    expect(program.hasExited).toBe(true)
    expect(program.signal('SIGUSR2')).toBe(false)
    expect(await program.stop()).toEqual([])
  })
})

describe('a program that does not get ready', () => {
  test('because it is not installed, is named', async () => {
    const command = { argv: ['no-such-program', 'x'], cwd: stand.directory } as const
    await expect(stand.start(command)).rejects.toThrow(
      /^no-such-program x: no-such-program is not installed \(or not on the PATH\)$/,
    )
  })

  test('because its folder is missing, is told so', async () => {
    const command = { argv: [process.execPath, 'x.js'], cwd: join(stand.directory, 'none') } as const
    await expect(stand.start(command)).rejects.toThrow(/the folder .*none, in which it was to run, does not exist$/)
  })

  test('because it dies at once, is quoted', async () => {
    const refusal = await stand.refusalOf(stand.node(`console.error('servers.conf: no backend'); process.exit(3)`))
    expect(refusal).toContain(
      `ended with exit code 3 before it listened on ${host}:${stand.port}; it said: servers.conf: no backend`,
    )
    expect(refusal).not.toContain('\n')
  })

  test('because it throws, is quoted with its error and without its stack', async () => {
    const refusal = await stand.refusalOf(
      stand.node(`require('node:net').createServer().listen(${stand.port}, '192.0.2.1')`),
    )
    expect(refusal).toMatch(/; it said: Error: listen EADDRNOTAVAIL: address not available 192\.0\.2\.1:\d+$/)
  })

  test.runIf(hasProc)('because it listens elsewhere, is told where', async () => {
    const other = await freePort(host)
    const refusal = await stand.refusalOf(stand.node(ECHO.replace('+process.argv[2]', `${other}`)), 1000)
    expect(refusal).toMatch(
      new RegExp(
        `nothing listens on ${host}:${stand.port}; the program is alive \\(pid \\d+\\) and listens on ${other}; it printed nothing$`,
      ),
    )
    expect(await accepts(host, other)).toBe(false)
  })

  test.runIf(hasProc)('because it listens nowhere, is told so', async () => {
    const refusal = await stand.refusalOf(stand.node(`console.log('thinking'); setInterval(() => {}, 1000)`), 500)
    expect(refusal).toMatch(/is alive \(pid \d+\) and listens nowhere; it said: thinking$/)
  })

  test.runIf(hasProc)('because another has its port, is told who, and is not taken for it', async () => {
    await stand.start(stand.node(ECHO))
    const refusal = await stand.refusalOf(stand.node(`setInterval(() => {}, 1000)`), 500)
    expect(refusal).toMatch(
      new RegExp(`does not listen on ${host}:${stand.port}: \\S+ \\(pid ${stand.programs[0]?.pid}\\) has that port`),
    )
  })
})

describe('a program that floods its output', () => {
  test('is neither held up nor kept', async () => {
    const flood = `const piece = ('x'.repeat(1023) + '\\n').repeat(1024)
      for (let i = 0; i < 100; i += 1) process.stdout.write(piece)
      process.stdout.write('', () => { console.error('flood is over'); ${ECHO} })`
    const program = await stand.start(stand.node(flood), 30_000)
    expect(program.output.stdout.length).toBe(16 * 1024)
    expect(program.output.byteCount).toBeGreaterThanOrEqual(100 * 1024 * 1024)
    expect(program.output.lastWords(1)).toBe('flood is over')
  })
})
