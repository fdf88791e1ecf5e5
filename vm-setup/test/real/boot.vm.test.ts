// A real boot, without the processor's help: an image as the clouds have it, the lab's seed and script, QEMU as `npm run vm` starts it, and
// stage 6 graded in front of the nginx inside. The tests are the life of one machine, in order.
import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { freePorts } from './free-ports.ts'
import { guestImage } from './guest-image.ts'
import { BOOTING, skipping } from './needs.ts'
import { vm as npmRunVm, run } from './run.ts'

const { why, skip } = skipping(BOOTING)
const NAME = 'boot'
/** From end to end, one after the other: pages of every kind and size, ids, crowds. */
const CHECKS = [
  ...['site.files', 'site.ranges', 'site.head', 'site.not-modified', 'site.errors', 'site.uploads', 'site.all-serve'],
  ...['site.nonces', 'site.mixed-crowd', 'site.pipelined-mix', 'site.ids'],
]

describe.skipIf(skip)(`a real boot${why}`, () => {
  let home = ''
  let conf = ''
  let ports: number[] = []
  let image = ''

  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'hopwise-boot-'))
    conf = join(home, 'vm.conf')
    ports = await freePorts(4)
    image = await guestImage()
  })

  afterAll(async () => {
    if (home === '') return
    await vm(['destroy', '--yes'])
    await rm(home, { recursive: true, force: true })
  })

  const env = () => ({ HOPWISE_VM_HOME: home, HOPWISE_QEMU_ACCEL: 'tcg' })
  const vm = (args: readonly string[]) => {
    const [verb = '', ...rest] = args
    return npmRunVm([verb, '--name', NAME, '--conf', conf, ...rest], { env: env() })
  }
  const backends = () => ports.slice(0, 3)
  /** What the command says that root runs in the machine. */
  const inside = async (command: string) => (await vm(['ssh', '--', 'sudo', 'sh', '-c', command])).stdout

  test('create goes from an image to three backends that answer', async () => {
    const made = await vm([
      ...['create', '--hypervisor', 'qemu', '--image', image, '--disk', '6', '--memory', '1024', '--wait', '540'],
      ...['--ports', backends().join(','), '--ssh-port', String(ports[3])],
    ])
    expect(made, await consoleOf(home)).toMatchObject({ status: 0, stderr: '' })
    for (const port of backends()) expect(made.stdout).toContain(`backend 127.0.0.1:${port} answers`)
    expect(JSON.parse(await readFile(conf, 'utf8'))).toEqual({
      backend_servers: backends().map(port => ({ ip: '127.0.0.1', port })),
    })
  })

  test('each backend has a page of its own, and every answer has the id of its request', async () => {
    for (const port of backends()) {
      const id = randomUUID()
      const page = await fetch(`http://127.0.0.1:${port}/`, { headers: { 'X-Request-ID': id } })
      expect(page.headers.get('server')).toMatch(/^nginx\//)
      expect({ text: await page.text(), id: page.headers.get('x-request-id') }).toEqual({
        text: `backend ${port}\n`,
        id,
      })
      const none = await fetch(`http://127.0.0.1:${port}/none`, { headers: { 'X-Request-ID': id } })
      expect({ status: none.status, id: none.headers.get('x-request-id') }).toEqual({ status: 404, id })
      await none.arrayBuffer()
    }
  })

  test('its disk has grown, and cloud-init is content', async () => {
    const told = await inside('cloud-init status --wait; df --output=size -BG / | tail -n 1')
    expect(told).toMatch(/status: done/)
    expect(told).toMatch(/\b[56]G\b/)
  })

  test('provision a second time changes nothing, and says so', async () => {
    const { status, stdout } = await vm(['provision'])
    expect(stdout).toContain('provision: nothing to change')
    expect(stdout).not.toMatch(/provision: (?:wrote|installed|removed|started)/)
    expect(status).toBe(0)
  })

  test('provision mends what was spoilt, and only that', async () => {
    await inside(
      'sed -i s/X-Request-ID/X-Other/ /etc/nginx/conf.d/hopwise-*.conf; touch /srv/hopwise/hello.txt; nginx -s reload',
    )
    const { status, stdout } = await vm(['provision'])
    expect(stdout.match(/provision: wrote .*/g)).toEqual(
      backends().map(port => `provision: wrote /etc/nginx/conf.d/hopwise-${port}.conf`),
    )
    expect(status).toBe(0)
  })

  test('what provision must not or cannot mend it names in one line, and leaves as it was', async () => {
    const [port] = backends()
    const refused = async (spoil: string, mend: string, words: RegExp) => {
      const all = 'nginx -T 2>/dev/null | sha256sum'
      await inside(spoil)
      const before = await inside(all)
      const { status, stderr } = await vm(['provision'])
      expect(stderr.trim().split('\n')).toEqual([expect.stringMatching(words)])
      expect(status).toBe(2)
      expect(await inside(all)).toBe(before)
      await inside(mend)
    }
    const site = '/etc/nginx/sites-enabled/mine'
    await refused(
      `echo 'server { listen ${port}; }' >${site}`,
      `rm ${site}`,
      /sites-enabled\/mine serves port \d+ already/,
    )
    await refused(`echo nonsense >${site}`, `rm ${site}`, /configuration is broken already: .*mine/)
    // An nginx that takes no new configuration; its old one must be back behind it.
    const sham = '/usr/local/sbin/nginx'
    await refused(
      `printf '#!/bin/sh\\n[ "$1" != -t ] || { echo "nginx: [emerg] not today"; exit 1; }\\nexec /usr/sbin/nginx "$@"\\n' >${sham}; chmod 755 ${sham}; sed -i s/hello/x/ /etc/nginx/conf.d/hopwise-${port}.conf; echo '# mine' >>/etc/nginx/conf.d/hopwise-${port}.conf`,
      `rm ${sham}`,
      /nginx refuses the sites, and has its old ones again: .*not today/,
    )
    expect((await vm(['provision'])).stdout).toContain(`wrote /etc/nginx/conf.d/hopwise-${port}.conf`)
  })

  test('stage 6 is graded from end to end in front of it, and passes', async () => {
    const report = join(home, 'grade.json')
    const grade = ['grader/main.ts', '--subject', 'reference', '--stages', '6', '--only', CHECKS.join(',')]
    const graded = await run(
      process.execPath,
      [...grade, '--backends', `vm:${NAME}`, '--jobs', '1', '--json', report],
      {
        env: env(),
      },
    )
    expect(graded, graded.stdout.slice(-4000)).toMatchObject({ status: 0 })
    const { environment, stages } = JSON.parse(await readFile(report, 'utf8'))
    expect(environment.backends).toBe(`vm ${NAME}`)
    expect(stages[0]).toMatchObject({ failed: 0, skipped: 0, undecided: 0 })
    expect(stages[0].passed).toBeGreaterThanOrEqual(CHECKS.length)
  })

  test('stop saves its state, and start goes on from there', async () => {
    const before = await bootTime()
    expect(await vm(['stop'])).toMatchObject({ status: 0, stderr: '' })
    expect((await vm(['status'])).stdout).toMatch(/saved/)
    expect(await vm(['start'])).toMatchObject({ status: 0, stderr: '' })
    expect(await bootTime()).toBe(before)
  })

  test('stop --off presses the power button, and the machine goes down by itself', async () => {
    expect(await vm(['stop', '--off'])).toMatchObject({ status: 0, stderr: '' })
    const status = await vm(['status', '--json'])
    expect(JSON.parse(status.stdout)).toMatchObject({ state: 'off', isOurs: true })
  })

  test('destroy leaves neither a process nor a file of it', async () => {
    const pid = Number(await readFile(join(home, 'machines', NAME, 'qemu.pid'), 'utf8').catch(() => '0'))
    expect(await vm(['destroy', '--yes'])).toMatchObject({ status: 0, stderr: '' })
    expect(await readdir(join(home, 'machines'))).toEqual([])
    expect(pid > 0 && isRunning(pid)).toBe(false)
  })

  async function bootTime(): Promise<string> {
    return (await inside('uptime -s')).slice(0, 15)
  }
})

/** One that has ended, and whose parent has not asked yet how, has a place in /proc and runs no more: proc_pid_stat(5), state Z. */
function isRunning(pid: number): boolean {
  try {
    return !/^\d+ \(.*\) Z/s.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
  } catch {
    return false
  }
}

/** What the machine said on its serial line: the end of it, for the report. */
async function consoleOf(home: string): Promise<string> {
  const text = await readFile(join(home, 'machines', NAME, 'console.log'), 'utf8').catch(() => '')
  return text.slice(-3000)
}
