// Stage 5: what the conf says of deadlines and of health is looked at before the program listens.
import type { Check } from '../../check.ts'
import { mustRefuseConfs, TRIAL_MS } from '../../lab/conf-trial.ts'
import { IDEAS } from './lesson.ts'

export const CONF: readonly Check[] = [
  {
    id: 'deadline.conf-types',
    stage: 5,
    until: 5,
    title: 'A deadline in words, or a member of health of the wrong type, is refused before the program listens.',
    needs: ['forward.get'],
    spec: 'CONTRACT, the conf file',
    why: 'Most languages make no number of "soon": such a clock rings at once, or never, and nobody knows which before the night.',
    hint: 'Look at the type of every member that you use, each time you begin to use another.',
    lesson: IDEAS,
    capMs: 4 * TRIAL_MS,
    run: lab => {
      const conf = (more: object) => JSON.stringify({ backend_servers: [{ ip: '127.0.0.1', port: 8001 }], ...more })
      const deadline = lab.random.pick(['connect_ms', 'request_ms', 'response_ms', 'idle_ms'])
      const figure = lab.random.pick(['fail_after', 'rest_ms', 'interval_ms'])
      return mustRefuseConfs(lab, [
        [`${deadline} stands in words`, conf({ timeouts: { [deadline]: 'soon' } })],
        [`${figure} stands in words`, conf({ health: { [figure]: 'often' } })],
        ['health.path is a number', conf({ health: { path: 7 } })],
      ])
    },
  },
]
