// Where the trees of the real tests come from.
import { expect, test } from 'vitest'
import { toMirror } from './real/apt-settings.ts'

test('the mirror is the machine’s own, and not its archive of security updates', () => {
  const targets = ['Debian main http://mirror.test/debian-security/', 'Debian main http://mirror.test/debian/', '']
  expect(toMirror(targets.join('\n'))).toBe('http://mirror.test/debian')
})

test('a machine that is no Debian takes Debian’s own', () => {
  expect(toMirror('Ubuntu main http://archive.ubuntu.com/ubuntu/\n')).toBe('http://deb.debian.org/debian')
  expect(toMirror('')).toBe('http://deb.debian.org/debian')
})
