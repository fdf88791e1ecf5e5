import { expect, test } from 'vitest'
import type { Finding } from './facts.ts'
import { toJsonText, toTable } from './table.ts'

const FINE: Finding = { name: 'Node', state: 'ok', needed: true, found: '26.10.0', consequence: null, remedy: null }
const MISSING: Finding = {
  name: 'wrk',
  state: 'missing',
  needed: false,
  found: 'not installed',
  consequence: 'autocannon makes the load',
  remedy: 'sudo apt install wrk',
}
const BROKEN: Finding = {
  name: 'loopback',
  state: 'problem',
  needed: true,
  found: 'no answer',
  consequence: 'nothing can be graded',
  remedy: 'open the firewall',
}

test('what is amiss is told with what follows and what helps', () => {
  expect(toTable([FINE, MISSING, BROKEN], { colour: false, width: 80 })).toBe(`✓ ok       Node      26.10.0
– missing  wrk       not installed
                     without it: autocannon makes the load
                     remedy: sudo apt install wrk
✗ problem  loopback  no answer
                     so: nothing can be graded
                     remedy: open the firewall

Not ready: loopback.
`)
})

test('what is only missing makes nobody stop', () => {
  expect(toTable([FINE, MISSING], { colour: false, width: 80 })).toMatch(
    /\nEverything that is needed is there\. 1 line above could be better\.\n$/,
  )
})

test('colour changes no letter', () => {
  const inColour = toTable([FINE, MISSING, BROKEN], { colour: true, width: 80 })
  expect(inColour).toContain('\u001B[')
  expect(inColour.replace(/\u001B\[\d+m/g, '')).toBe(toTable([FINE, MISSING, BROKEN], { colour: false, width: 80 }))
})

test('long lines are wrapped at the width', () => {
  const long = { ...BROKEN, consequence: 'word '.repeat(60).trim() }
  for (const line of toTable([long], { colour: false, width: 80 }).split('\n'))
    expect(line.length).toBeLessThanOrEqual(80)
})

test('as JSON it says whether the machine is ready', () => {
  expect(JSON.parse(toJsonText([FINE, MISSING], 'apt'))).toEqual({
    schema: 'hopwise-doctor/1',
    ready: true,
    system: 'apt',
    findings: [FINE, MISSING],
  })
  expect(JSON.parse(toJsonText([BROKEN], 'apt')).ready).toBe(false)
})
