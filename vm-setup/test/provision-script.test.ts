// The text that travels, and what sh says of it before anything is changed.
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { toProvisionScript } from '../provision-script.ts'

const ROOT = join(import.meta.dirname, '..', '..')
const SCRIPT = readFileSync(join(ROOT, 'vm-setup/provision.sh'), 'utf8')
const SITE = readFileSync(join(ROOT, 'conf/nginx/site.conf'), 'utf8')

test('the script carries every directive of the course’s site, and none of its comments', () => {
  const script = toProvisionScript(SCRIPT, SITE)
  expect(script).toContain('add_header X-Request-ID $http_x_request_id always;')
  expect(script).toContain('return 200 "backend {{port}}\\n";')
  expect(script).not.toContain('{{site}}')
  expect(script).not.toContain('One backend of the course')
})

test('a checkout with the ends of lines of Windows makes the same script', () => {
  const windows = (text: string) => text.replaceAll('\n', '\r\n')
  expect(toProvisionScript(windows(SCRIPT), windows(SITE))).toBe(toProvisionScript(SCRIPT, SITE))
})

test('signs that mean something in a replacement go into the script as they are', () => {
  expect(toProvisionScript('a\n{{site}}\nb\n', "x $& $1 $' y")).toBe("a\nx $& $1 $' y\nb\n")
})

describe.runIf(process.platform !== 'win32')('sh', () => {
  const run = (script: string, ...args: string[]) =>
    spawnSync('sh', ['-s', '--', ...args], { input: script, encoding: 'utf8' })

  test('understands every line of it', () => {
    const checked = spawnSync('sh', ['-n'], { input: toProvisionScript(SCRIPT, SITE), encoding: 'utf8' })
    expect(checked).toMatchObject({ status: 0, stderr: '' })
  })

  test.each([
    '80a',
    '',
    '-1',
    '8001;reboot',
    '0',
    '65536',
    '123456789012345678901',
  ])('is told that %j is no port, in one line, before anything is done', port => {
    const { status, stdout, stderr } = run(toProvisionScript(SCRIPT, SITE), port)
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' })
    expect(stderr).toBe(`provision: '${port}' is no port; the arguments are ports, such as 8001 8002 8003\n`)
  })

  test('does nothing where the text was cut on its way, wherever it was', () => {
    const script = toProvisionScript(SCRIPT, SITE)
    for (const share of [0.1, 0.3, 0.5, 0.7, 0.9, 0.99]) {
      const { stdout } = run(script.slice(0, Math.floor(script.length * share)), '8001')
      expect(stdout).toBe('')
    }
    expect(run(script.slice(0, script.lastIndexOf('main')), '8001')).toMatchObject({ status: 0, stdout: '' })
  })
})
