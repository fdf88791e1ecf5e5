// Stage 2: the conf file, which people write.
import type { Check } from '../../check.ts'
import { mustBeRefused, mustRefuseConfs, TRIAL_MS } from '../../lab/conf-trial.ts'
import { must } from '../../verdict.ts'
import { LESSON, parseCheck } from './parse-check.ts'

const shared = {
  until: 2,
  needs: [],
  spec: 'CONTRACT, the conf file',
  lesson: `${LESSON}#experiments`,
  capMs: 5 * TRIAL_MS,
} as const

const BACKEND = { ip: '127.0.0.1', port: 8001 }
const LIMITS = ['head_bytes', 'target_bytes', 'body_bytes'] as const

export const CONF: readonly Check[] = [
  parseCheck({
    ...shared,
    id: 'parse.conf-missing',
    title: 'Without its conf file the program says so and ends, before it listens.',
    why: 'A proxy without backends that looks as if it ran is found out by its users.',
    hint: 'Read the conf first, listen then; exit with a status other than 0.',
    run: lab => mustRefuseConfs(lab, [['its conf file does not exist', null]]),
  }),
  parseCheck({
    ...shared,
    id: 'parse.conf-not-json',
    title: 'A conf that is not JSON is refused before the program listens.',
    points: 2,
    why: 'A comma too many is the most common fault of all; half a conf is not what somebody meant.',
    hint: 'Let the JSON parser speak, and put the name of the file in front.',
    run: lab =>
      mustRefuseConfs(lab, [
        ['its conf is cut off', '{ "backend_servers": [ { "ip": "127.0.0.1", "po'],
        ['its conf is empty', ''],
      ]),
  }),
  parseCheck({
    ...shared,
    id: 'parse.conf-no-backend',
    title: 'A conf without a backend is refused before the program listens.',
    points: 2,
    why: 'The first request would find nobody to go to, or the program would divide by zero.',
    hint: 'At least one backend; look before you listen, not when the first request comes.',
    run: lab =>
      mustRefuseConfs(lab, [
        ['its conf has no backend_servers', '{}'],
        ['its list of backends is empty', '{ "backend_servers": [] }'],
      ]),
  }),
  parseCheck({
    ...shared,
    id: 'parse.conf-types',
    title:
      'A member of the wrong type is refused before the program listens: a list that is none, a port or a limit in words.',
    points: 2,
    why: 'What is not noticed at the start is noticed at night.',
    hint: 'Look at the type of every member that you use.',
    capMs: 8 * TRIAL_MS,
    run: lab => {
      const conf = (more: object) => JSON.stringify({ backend_servers: [BACKEND], ...more })
      return mustRefuseConfs(lab, [
        ['its backend_servers is no list', conf({ backend_servers: 'all of them' })],
        ['a backend has no port', conf({ backend_servers: [BACKEND, { ip: '127.0.0.1' }] })],
        ['a backend has a port in words', conf({ backend_servers: [{ ...BACKEND, port: 'eighty' }] })],
        ['a backend has a number for its address', conf({ backend_servers: [{ ...BACKEND, ip: 127 }] })],
        ['a backend has its weight in words', conf({ backend_servers: [{ ...BACKEND, weight: 'two' }] })],
        ['a limit stands in words', conf({ limits: { [lab.random.pick(LIMITS)]: 'large' } })],
      ])
    },
  }),
  parseCheck({
    ...shared,
    id: 'parse.conf-ports',
    title: 'A port that is none is refused before the program listens: 0, 65536, 80.5.',
    why: 'Some systems take 65616 for 80: the requests then go to somebody else.',
    hint: 'A whole number from 1 to 65535.',
    run: lab =>
      mustRefuseConfs(
        lab,
        [0, 65_536, 80.5].map(port => [
          `a backend has the port ${port}`,
          JSON.stringify({ backend_servers: [{ ...BACKEND, port }] }),
        ]),
      ),
  }),
  parseCheck({
    ...shared,
    id: 'parse.conf-written-otherwise',
    title:
      'A conf is what its JSON says, however it is written: other order, other blanks, escapes, the same backend twice.',
    why: 'People and tools write JSON in many ways; a pattern that finds the usual one finds no other.',
    hint: 'A JSON parser, no patterns.',
    run: async lab => {
      const odd =
        '\n{"strategy"\t:\n"least-connections",\r\n "backend_servers" :[{"port":8001,"\\u0069p":"127.0.0.1"} ,'
      const { listened, output } = await lab.tryConf(`${odd}{"weight":2,"port":8001,"ip":"127.0.0.1"}]}\n\n`)
      must(listened, {
        reason: 'a lawful conf that is written in an unusual way is refused',
        expected: 'the program listens',
        actual: output,
      })
    },
  }),
  parseCheck({
    ...shared,
    id: 'parse.conf-unknown-key',
    level: 'should',
    title: 'A key that nobody knows is passed over, or refused in words that name it.',
    why: 'A misspelt key that is silently a default is searched for hours.',
    hint: 'Either is right, but a crash is neither.',
    run: async lab => {
      const key = `${lab.random.word()}_ms`
      const trial = await lab.tryConf(JSON.stringify({ backend_servers: [BACKEND], [key]: 1 }))
      if (trial.listened) return
      mustBeRefused(trial, 'its conf has an unknown key')
      must(trial.output.includes(key), { reason: 'the key is not named', expected: key, actual: trial.output })
    },
  }),
]
