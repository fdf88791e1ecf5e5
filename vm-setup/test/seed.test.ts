// What the hypervisors are told, against the words of their manuals. That they understand it is proven in test/real.
import { expect, test } from 'vitest'
import { toViso, toVvfatArguments } from '../seed.ts'

test('a VISO begins with its marker, names the disk as cloud-init looks for it, and the files beside it', () => {
  const viso = toViso('00000000-0000-4000-8000-000000000001', ['meta-data', 'user-data'])
  expect(viso.split('\n')).toEqual([
    '--iprt-iso-maker-file-marker-bourne-sh=00000000-0000-4000-8000-000000000001',
    '--volume-id=CIDATA',
    '/meta-data=meta-data',
    '/user-data=user-data',
    '',
  ])
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
