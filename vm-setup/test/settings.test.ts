import { describe, expect, test } from 'vitest'
import { readSettings } from '../settings.ts'

test('a verb is enough', () => {
  expect(readSettings(['start'], {})).toMatchObject({
    ...{ verb: 'start', name: 'Ubuntu', hypervisor: undefined, dryRun: false, json: false, command: [] },
    ...{ memoryMb: 2048, cpus: 2, ports: undefined, waitMs: 900_000 },
  })
})

test('all that can be said', () => {
  const words =
    'create --name lab --hypervisor qemu --dry-run --ports 9001,9002 --memory 1024 --kernel k --initrd i --wait 5'
  expect(readSettings(words.split(' '), {})).toMatchObject({
    ...{
      verb: 'create',
      name: 'lab',
      hypervisor: 'qemu',
      dryRun: true,
      ports: [9001, 9002],
      memoryMb: 1024,
      waitMs: 5000,
    },
    boot: { kernel: 'k', initrd: 'i', append: 'root=/dev/vda rw console=ttyS0' },
  })
})

test('what follows ssh is run there, its flags too', () => {
  expect(readSettings(['ssh', '--', 'ls', '-l'], {})).toMatchObject({ verb: 'ssh', command: ['ls', '-l'] })
})

test('without a word it is the page of help', () => {
  expect(readSettings([], {})).toBe('help')
  expect(readSettings(['create', '--help'], {})).toBe('help')
  expect(readSettings(['begin', '--nmae', '--name', '--help'], {})).toBe('help')
})

describe('what is not understood is told in one line', () => {
  test.each<[string, string[], RegExp]>([
    ['a verb that there is not', ['begin'], /^begin: the verbs are list, create, /],
    ['flags without a verb', ['--dry-run'], /^no verb: the verbs are/],
    ['a name without its flag', ['start', 'Ubuntu'], /^Ubuntu: start takes no further word; .*--name$/],
    ['an unknown flag', ['start', '--headless'], /headless.*--help lists the flags$/],
    ['an empty name', ['start', '--name', ''], /^--name "": /],
    ['a name that looks like a flag', ['start', '--name=-rf'], /^--name "-rf": /],
    ['a name with a slash', ['start', '--name', '../x'], /^--name "\.\.\/x": /],
    ['a name with an end of line', ['start', '--name', 'a\nb'], /^--name "a\\nb": /],
    ['another hypervisor', ['start', '--hypervisor', 'vmware'], /^--hypervisor vmware: virtualbox or qemu$/],
    ['a port that is none', ['create', '--ports', '8001,x'], /^--ports x: a whole number from 1 to 65535$/],
    ['a port twice', ['create', '--ports', '8001,8001'], /twice$/],
    ['too little memory', ['create', '--memory', '64'], /^--memory 64: a whole number from 512 /],
    ['a flag twice', ['start', '--name', 'a', '--name', 'b'], /^--name is given twice; say it once$/],
    [
      'a flag of another verb',
      ['start', '--memory', '4096'],
      /^--memory would change nothing with start, only with create; /,
    ],
    [
      'a flag of two others',
      ['stop', '--wait', '5'],
      /^--wait would change nothing with stop, only with create, start, prov/,
    ],
    ['an initrd without a kernel', ['create', '--initrd', 'i'], /belong to --kernel/],
  ])('%s', (_what, args, reason) => {
    expect(() => readSettings(args, {})).toThrow(reason)
    expect(() => readSettings(args, {})).not.toThrow(/\n/)
  })

  test('flags that npm kept for itself', () => {
    expect(() => readSettings(['create'], { npm_config_dry_run: 'true' })).toThrow(/^npm kept --dry-run for itself/)
  })
})
