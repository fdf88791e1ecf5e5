// What the hypervisors are told, against the words of their manuals. That they understand it is proven in test/real.
import { expect, test } from 'vitest'
import { toViso, toVvfatArguments } from '../seed.ts'

test('a VISO begins with its marker and names the disk as cloud-init looks for it', () => {
  const viso = toViso('00000000-0000-4000-8000-000000000001', { 'user-data': '/home/ada/vm/user-data' })
  expect(viso.split('\n')).toEqual([
    "'--iprt-iso-maker-file-marker-bourne-sh=00000000-0000-4000-8000-000000000001'",
    "'--volume-id=CIDATA'",
    "'/user-data=/home/ada/vm/user-data'",
    '',
  ])
})

test('paths with blanks, quotes and backslashes stay whole', () => {
  expect(toViso('u', { a: "C:\\Users\\O'Neill x\\a" })).toContain(String.raw`'/a=C:\Users\O'\''Neill x\a'`)
})

test('a comma in the path is no end of it for QEMU', () => {
  const [flag, drive = ''] = toVvfatArguments('/home/ada, b/seed')
  expect(flag).toBe('-blockdev')
  expect(JSON.parse(drive)).toMatchObject({
    driver: 'vvfat',
    dir: '/home/ada, b/seed',
    label: 'CIDATA',
    'read-only': true,
  })
})
