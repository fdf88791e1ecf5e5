import { expect, test } from 'vitest'
import { ANOTHER, backendChoices, loadQuestion, stageChoices, subjectChoices, usualBackends } from './choices.ts'
import { toVmNames } from './found.ts'

const NOTHING = { programs: {}, runningVms: [] }
const ALL = { programs: { nginx: '1.26.3', wrk: '4.1.0', caddy: '2.6.2' }, runningVms: ['Ubuntu'] }

test('this tree comes first, and a peer that is not installed cannot be chosen', () => {
  expect(subjectChoices(['nginx', 'haproxy'], ALL)).toEqual([
    { name: 'this tree', value: 'reference' },
    { name: 'a folder with proxy.json or stages/', value: ANOTHER },
    { name: 'nginx 1.26.3, as a peer', value: 'peer:nginx' },
    { name: 'haproxy, as a peer', value: 'peer:haproxy', disabled: 'not installed' },
  ])
})

test('stages are those that are claimed, all of them checked', () => {
  expect(stageChoices([3, 5])).toEqual([
    { name: '3 forward', value: 3, checked: true },
    { name: '5 non-blocking', value: 5, checked: true },
  ])
})

test('nginx is usual where it is installed, else embedded backends', () => {
  expect(backendChoices(ALL)[0]).toEqual({ name: 'nginx 1.26.3', value: 'nginx' })
  expect(usualBackends(ALL)).toBe('nginx')
  expect(backendChoices(NOTHING)[0]).toMatchObject({ value: 'embedded' })
  expect(backendChoices(NOTHING)[1]).toMatchObject({ value: 'nginx', disabled: 'not installed' })
  expect(usualBackends(NOTHING)).toBe('embedded')
})

test('a virtual machine that runs can be chosen by its name', () => {
  expect(backendChoices(ALL).at(-1)).toEqual({ name: 'virtual machine Ubuntu, which runs', value: 'vm:Ubuntu' })
  expect(backendChoices(NOTHING)).toHaveLength(3)
})

test('the question about load says what would make it', () => {
  expect(loadQuestion(ALL)).toContain('wrk 4.1.0')
  expect(loadQuestion(NOTHING)).toContain('autocannon')
})

test('names of virtual machines are read out of the listing', () => {
  const listing = '"Ubuntu" {2f3d9a1c-0000-4000-8000-00000000abcd}\n"my lab" {2f3d9a1c-0000-4000-8000-00000000abce}\n'
  expect(toVmNames(listing)).toEqual(['Ubuntu', 'my lab'])
  expect(toVmNames('WARNING: The vboxdrv kernel module is not loaded.\n')).toEqual([])
})
