// The provision script on a Debian that has seen other hands: throwaway layers over the tree that VirtualBox stands in, with no systemd, so
// that what it does alone shows. What a booted machine adds stands in boot.vm.test.ts.
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { provisionScript } from '../../write-seed.ts'
import { freePorts } from './free-ports.ts'
import { BUILDING, skipping } from './needs.ts'
import { virtualBoxTree } from './real-virtualbox.ts'
import { must } from './run.ts'

const { why, skip } = skipping(BUILDING)
const MARK = '=== '

/** What is done in the tree before the script runs, and with which words it runs; the tree stays as it was left. */
const STEPS: Readonly<Record<string, string>> = {
  'a first time':
    "echo 'deb http://127.0.0.1:9/debian nowhere main' >etc/apt/sources.list.d/broken.list; provision FIRST SECOND",
  'a second time': 'provision FIRST SECOND',
  'with a port less': 'provision SECOND',
  'with a firewall': 'cp UFW usr/local/bin/ufw; chmod 755 usr/local/bin/ufw; provision SECOND; provision SECOND',
  'with a port that is taken':
    'chroot . nginx -s stop; sleep 1; NODE OTHER SECOND & other=$!; sleep 3; provision SECOND; kill $other',
  'with the port free again': 'sleep 1; provision SECOND',
  'beside an nginx of somebody else':
    'chroot . nginx -s stop; sleep 1; cp FOREIGN tmp; chroot . nginx -c /tmp/foreign.conf; provision SECOND; chroot . nginx -c /tmp/foreign.conf -s stop',
  'with a file cut short':
    'truncate -s 1000 srv/hopwise/1m.bin; touch srv/hopwise/1k.bin; provision SECOND; stat -c %Y srv/hopwise/*',
}

const UFW = `#!/bin/sh
[ "$1" = status ] || { echo "$2                   ALLOW       Anywhere" >>/tmp/rules; exit; }
echo 'Status: active'
cat /tmp/rules 2>/dev/null
`

describe.skipIf(skip)(`the provision script${why}`, () => {
  let folder = ''
  const said: Record<string, string> = {}
  let first = 0
  let second = 0
  const fill = (step: string) =>
    step
      .replaceAll('UFW', join(folder, 'ufw'))
      .replaceAll('FOREIGN', join(folder, 'foreign.conf'))
      .replaceAll('NODE', process.execPath)
      .replaceAll('OTHER', join(folder, 'other.mjs'))
      .replaceAll('FIRST', String(first))
      .replaceAll('SECOND', String(second))

  beforeAll(async () => {
    const tree = await virtualBoxTree()
    const ports = await freePorts(2)
    first = ports[0] ?? 0
    second = ports[1] ?? 0
    folder = await mkdtemp(join(tmpdir(), 'hopwise-provision-'))
    await writeFile(join(folder, 'provision.sh'), await provisionScript())
    await writeFile(join(folder, 'ufw'), UFW)
    await writeFile(join(folder, 'foreign.conf'), 'pid /tmp/foreign.pid; error_log /tmp/foreign.log; events {}')
    await writeFile(
      join(folder, 'other.mjs'),
      `import('node:net').then(net => net.createServer().listen(process.argv[2]))`,
    )
    const lines = [
      `mount -t tmpfs none '${folder}/layers'; cd '${folder}/layers'; mkdir upper work tree`,
      `mount -t overlay overlay -o 'lowerdir=${tree},upperdir=upper,workdir=work' tree; cd tree`,
      'for each in dev proc; do mount --rbind /$each $each; done',
      `printf '#!/bin/sh\\nexit 101\\n' >usr/sbin/policy-rc.d; chmod 755 usr/sbin/policy-rc.d`,
      `cp '${folder}/provision.sh' tmp`,
      'provision() { chroot . sh /tmp/provision.sh "$@" 2>&1 || echo "status $?"; }',
      ...Object.entries(STEPS).map(([title, step]) => `echo '${MARK}${title}'; ${fill(step)}`),
      'chroot . nginx -s stop',
    ]
    await must('mkdir', [join(folder, 'layers')])
    const stdout = await must('unshare', ['--mount', 'sh', '-ec', lines.join('\n')])
    for (const part of stdout.split(MARK).slice(1)) {
      const [title = '', ...rest] = part.trim().split('\n')
      said[title] = rest.join('\n')
    }
  })

  afterAll(async () => {
    if (folder !== '') await rm(folder, { recursive: true, force: true })
  })

  test('installs, writes, starts and asks, also where some archive of the machine cannot be reached', () => {
    const lines = said['a first time']?.split('\n') ?? []
    expect(lines[0]).toMatch(/^provision: installed( nginx| curl)+$/)
    expect(lines).toContain(`provision: wrote /etc/nginx/conf.d/hopwise-${first}.conf`)
    expect(lines.slice(-2)).toEqual(['provision: started nginx', `provision: nginx answers on ${first} ${second}`])
  })

  test('changes nothing the second time, and says so', () => {
    expect(said['a second time']).toBe(`provision: nothing to change\nprovision: nginx answers on ${first} ${second}`)
  })

  test('takes away the site of a port that is no longer asked for', () => {
    expect(said['with a port less']).toBe(
      `provision: removed /etc/nginx/conf.d/hopwise-${first}.conf\nprovision: nginx answers on ${second}`,
    )
  })

  test('lets the ports through a firewall that is on, once', () => {
    expect(said['with a firewall']?.split('\n')).toEqual([
      `provision: ufw lets ${second}/tcp in`,
      `provision: nginx answers on ${second}`,
      'provision: nothing to change',
      `provision: nginx answers on ${second}`,
    ])
  })

  test('names in one line why nginx cannot have its port, and starts it when it is free', () => {
    expect(said['with a port that is taken']).toMatch(
      new RegExp(`^provision: nginx does not start: .*:${second} failed .*Address already in use.*\\nstatus 1$`),
    )
    expect(said['with the port free again']).toBe(`provision: started nginx\nprovision: nginx answers on ${second}`)
  })

  test('starts its own nginx where another one runs', () => {
    expect(said['beside an nginx of somebody else']).toBe(
      `provision: started nginx\nprovision: nginx answers on ${second}`,
    )
  })

  test('mends a file that was cut, and the time that ETags are made of', () => {
    const [wrote, answers, ...times] = said['with a file cut short']?.split('\n') ?? []
    expect([wrote, answers]).toEqual(['provision: wrote /srv/hopwise/1m.bin', `provision: nginx answers on ${second}`])
    expect(new Set(times)).toEqual(new Set([String(Date.UTC(2026, 0, 1) / 1000)]))
  })
})
