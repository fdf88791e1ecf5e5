// Starts the web servers of the scene `site`. EDGE: starts programs.
import { startEmbedded } from '../../backends/embedded.ts'
import { startNginx } from '../../backends/nginx.ts'
import { findNginx } from '../../backends/nginx-program.ts'
import { BackendError, type RunningBackends } from '../../backends/running-backends.ts'
import { CannotGrade, Undecided } from '../verdict.ts'
import { KEEPALIVE_REQUESTS, type Site, type SitePlan, type StartSite } from './site.ts'
import { siteOfConf } from './site-of-conf.ts'
import { siteOfVm } from './site-of-vm.ts'

export interface SiteKind {
  /** As the report says it. */
  readonly name: string
  readonly start: StartSite
}

/**
 * `embedded`, `nginx`, `vm` or `vm:NAME`, or a conf file whose backends are used as they are; undefined: nginx where it is installed, else
 * embedded. A VM that does not run is started if it `mayStart`.
 * Rejects with CannotGrade, one line: there is no such kind or file, or what it names does not answer.
 */
export async function toSiteKind(argument: string | undefined, mayStart = false): Promise<SiteKind> {
  switch (argument ?? (findNginx() ? 'nginx' : 'embedded')) {
    case 'embedded':
      return { name: 'embedded', start: plan => startOwn('embedded', plan, startEmbedded) }
    case 'nginx':
      if (findNginx() === undefined)
        throw new CannotGrade(
          '--backends nginx: nginx is not installed (apt install nginx); --backends embedded needs nothing',
        )
      return { name: 'nginx', start: plan => startOwn('nginx', plan, startNginx) }
    default: {
      const [, vm] = /^vm(?::(.+))?$/.exec(String(argument)) ?? []
      const isVm = argument === 'vm' || vm !== undefined
      const site = await (isVm ? siteOfVm(vm, { mayStart }) : siteOfConf(String(argument)))
      return { name: site.name, start: async ({ count }) => ({ ...site, addresses: site.addresses.slice(0, count) }) }
    }
  }
}

type StartBackends = (ports: readonly number[], options: { keepaliveRequests: number }) => Promise<RunningBackends>

async function startOwn(name: string, plan: SitePlan, start: StartBackends): Promise<Site> {
  const { count, keepaliveRequests = KEEPALIVE_REQUESTS } = plan
  try {
    const backends = await start(Array(count).fill(0), { keepaliveRequests })
    return {
      name,
      isNginx: backends.kind === 'nginx',
      keepaliveRequests,
      addresses: backends.ports.map(port => ({ ip: '127.0.0.1', port })),
      stopOne: port => backends.stop(port),
      startOne: port => backends.start(port),
      close: () => backends.close(),
    }
  } catch (error) {
    if (error instanceof BackendError) throw new Undecided(`the backends did not start: ${error.message}`)
    throw error
  }
}
