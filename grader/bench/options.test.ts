import { expect, test } from 'vitest'
import { parseOptions, unlimitedRequests } from './options.ts'
import { scenarioNames } from './scenarios.ts'

function parse(line: string) {
  const options = parseOptions(line.split(' ').filter(word => word !== ''))
  if (options === undefined) throw new Error('it shows the usage')
  const { scenarios, ...rest } = options
  return { names: scenarios.map(({ name }) => name), ...rest }
}

test('without flags the peers are measured alone, in all scenarios', () => {
  expect(parse('')).toEqual({
    names: scenarioNames,
    isChoice: false,
    entrants: [
      { kind: 'peer', name: 'nginx' },
      { kind: 'peer', name: 'haproxy' },
    ],
    clients: undefined,
    rounds: 5,
    seconds: 4,
    backendRequests: 1000,
    rate: 4000,
    workers: 1,
    json: undefined,
    html: undefined,
    profile: undefined,
  })
})

test('every flag counts', () => {
  const flags = '--scenario 1m,mix --clients 8,9 --rounds 3 --seconds 1 --backend-requests 50 --rate 7 --workers 2'
  expect(parse(`6 --against haproxy ${flags} --json - --html page.html`)).toMatchObject({
    entrants: [
      { kind: 'stage', stage: 6 },
      { kind: 'peer', name: 'haproxy' },
    ],
    names: ['1m', 'mix'],
    isChoice: true,
    clients: [8, 9],
    rounds: 3,
    seconds: 1,
    backendRequests: 50,
    rate: 7,
    workers: 2,
    json: '-',
    html: 'page.html',
  })
})

test('against whom: peers, stages, submissions, nobody', () => {
  expect(parse('5 --against 3,undici,./ada').entrants).toEqual([
    { kind: 'stage', stage: 5 },
    { kind: 'stage', stage: 3 },
    { kind: 'peer', name: 'undici' },
    { kind: 'folder', path: './ada', stage: 5 },
  ])
  expect(parse('6 --against none').entrants).toEqual([{ kind: 'stage', stage: 6 }])
})

test('a submission comes first, at the stage that is named, else at its highest', () => {
  expect(parse('--subject ada --against 6').entrants[0]).toEqual({ kind: 'folder', path: 'ada', stage: undefined })
  expect(parse('4 --subject ada --against 6').entrants[0]).toEqual({ kind: 'folder', path: 'ada', stage: 4 })
})

test('clients alone choose the scenario that has always been meant by them', () => {
  expect(parse('6 --clients 64,1000').names).toEqual(['keepalive'])
  expect(parse('6 --clients 64 --scenario all').names).toEqual(scenarioNames)
  expect(parse('6 --profile x.cpuprofile').names).toEqual(['keepalive'])
})

test('backends may close never', () => {
  expect(parse('--backend-requests unlimited').backendRequests).toBe(unlimitedRequests)
})

test('help is no run', () => {
  expect(parseOptions(['6', '--help'])).toBeUndefined()
})

test.each([
  ['0', 'no stage to measure: "0"; they are 1 to 6'],
  ['7', 'no stage to measure: "7"'],
  ['6 5', 'one stage at a time, not 6 5; others go to --against'],
  ['--against nginx,apache', 'no peer "apache"; there are nginx, haproxy, caddy, http-proxy, undici, stages 1 to 6'],
  ['6 --against 9', 'no stage to measure: "9"'],
  ['6 --against nginx,', 'no peer ""'],
  ['--against none', 'there is nobody to measure'],
  ['--scenario ftp', '--scenario: no "ftp"; there are keepalive, '],
  ['--clients 1,,2', '--clients: "" is not a count'],
  ['--rounds 0', '--rounds: "0" is not a count from 1 to 999999'],
  ['--seconds 1.5', '--seconds: "1.5"'],
  ['--workers 65', '--workers: "65" is not a count from 1 to 64'],
  ['--backend-requests never', '--backend-requests: "never"'],
  ['--json - --html -', 'only one can go to standard output'],
  ['--profile x', 'nginx is not run by Node'],
  ['6 --profile x --json y', '--profile measures nothing'],
  ['6 --profile x --rounds 2', '--profile measures nobody: --rounds would change nothing there; leave it out'],
  ['6 --rate 100 --scenario keepalive', '--rate is for the scenario mix'],
  ['3 --against undici --workers 2', '--workers: stage 6, nginx, HAProxy and Caddy can be several'],
  ['6 --rounds 2 --rounds 3', '--rounds is given twice (2, 3); say it once'],
  ['6 --profile x --workers 2', '--profile looks at one process'],
  ['--nonsense', "unknown option '--nonsense'; npm run bench -- --help lists the flags"],
  ['--json=', '--json is empty'],
])('%s is refused by name', (line, complaint) => {
  expect(() => parse(line)).toThrow(expect.objectContaining({ name: 'UsageError' }))
  expect(() => parse(line)).toThrow(complaint)
})

test('flags without -- are refused, because npm swallowed them', () => {
  expect(() => parseOptions(['6'], { npm_config_against: 'nginx' })).toThrow('npm kept --against for itself')
})
