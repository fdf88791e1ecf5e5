import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startEmbedded } from '../../backends/embedded.ts'
import { CannotGrade } from '../verdict.ts'
import { siteOfVm } from './site-of-vm.ts'

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hopwise-site-of-vm-'))
})
afterAll(() => rm(folder, { recursive: true }))

const NOBODY = { ip: '127.0.0.1', port: 1, answers: false, keepsRequestId: false }

/** A program in the place of `npm run vm`: what it answers to each verb; a text is what it complains of. */
async function vm(answers: Record<string, object | string>): Promise<string> {
  const file = join(folder, `${Math.random()}.mjs`)
  await writeFile(
    file,
    `const answer = ${JSON.stringify(answers)}[process.argv[2]]
if (typeof answer === 'object') console.log(JSON.stringify(answer))
else {
  console.error('$ VBoxManage startvm')
  console.error('vm: ' + answer)
  process.exitCode = 2
}`,
  )
  return file
}

function standing(state: string, backends: readonly object[] = []) {
  return { name: 'Ubuntu', state, backends }
}

test('a VM that runs is graded against where it is asked, and is never stopped', async () => {
  await using backends = await startEmbedded([0, 0])
  const there = backends.ports.map(port => ({ ip: '127.0.0.1', port, answers: true, keepsRequestId: true }))
  const program = await vm({ status: standing('running', there) })
  const site = await siteOfVm(undefined, { mayStart: false, program })
  expect([site.name, site.stopOne]).toEqual(['vm Ubuntu', undefined])
  expect(site.addresses.map(({ port }) => port)).toEqual(backends.ports)
})

test('a VM that does not run is started, if that is allowed', async () => {
  await using backends = await startEmbedded([0])
  const [port] = backends.ports
  const up = standing('running', [{ ip: '127.0.0.1', port, answers: true, keepsRequestId: true }])
  const program = await vm({ status: standing('saved'), start: up })
  await expect(siteOfVm(undefined, { mayStart: false, program })).rejects.toThrow(/Ubuntu is saved; npm run vm start/)
  expect((await siteOfVm(undefined, { mayStart: true, program })).addresses).toEqual([{ ip: '127.0.0.1', port }])
})

describe('it cannot be graded, in one line that says why,', () => {
  test.each<[string, Record<string, object | string>, RegExp]>([
    ['without a VM', { status: standing('absent') }, /no VM Ubuntu; npm run vm create makes it/],
    ['without VirtualBox', { status: 'VBoxManage is not installed here' }, /vm: VBoxManage is not installed here$/],
    ['where it does not start', { status: standing('off'), start: 'the port is taken' }, /vm: the port is taken$/],
    ['where nobody answers', { status: standing('running', [NOBODY]) }, /nobody answers on 127\.0\.0\.1:1 .*provision/],
    ['where nothing is known of backends', { status: standing('running') }, /where its backends are is not known/],
    [
      'where X-Request-ID is lost',
      { status: standing('running', [{ ...NOBODY, answers: true }]) },
      /does not send X-Request-ID back.*npm run vm provision/,
    ],
  ])('%s', async (_what, answers, reason) => {
    const failure = await siteOfVm(undefined, { mayStart: true, program: await vm(answers) }).catch(error => error)
    expect(failure).toBeInstanceOf(CannotGrade)
    expect(failure.message).toMatch(reason)
    expect(failure.message).toMatch(/^--backends vm: [^\n]*$/)
  })
})

test('another VM is named, also in what is said', async () => {
  const program = await vm({ status: 'no such VM' })
  await expect(siteOfVm('lab 2', { mayStart: false, program })).rejects.toThrow('--backends vm:lab 2: no such VM')
})
