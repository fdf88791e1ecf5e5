// The command line of `npm run tap`: what is asked for. Starts nothing, prints nothing.
import { readFlags, toPort, UsageError } from '../backends/command-line.ts'
import { refuseFlagsThatNpmKept } from '../backends/npm.ts'
import type { TapPlan } from './tap.ts'

export interface TapOptions extends TapPlan {
  readonly file: string
}

export const HELP = `Usage: npm run tap -- --listen 9100 --to 127.0.0.1:9000 --pcap FILE

Passes every connection on as it is, and records it for Wireshark, without root, until Ctrl-C.

  --listen [HOST:]PORT   where clients connect to, default host 127.0.0.1; port 0: any free one
  --to [HOST:]PORT       whom they reach
  --pcap FILE            the capture, written over; /dev/stdout to pipe it: … | wireshark -k -i -
  --between B            clients (default): who connects is client-1, client-2, …, and --to is the proxy;
                         backends: who connects is the proxy, and --to is backend-1
`

const EXAMPLE = 'npm run tap -- --listen 9100 --to 127.0.0.1:9000 --pcap tap.pcapng'
const DEFAULT_HOST = '127.0.0.1'

/** Throws UsageError on anything that is not understood. */
export function readTapOptions(args: readonly string[], env: NodeJS.ProcessEnv): TapOptions | 'help' {
  refuseFlagsThatNpmKept(['listen', 'to', 'pcap', 'between'], env, EXAMPLE)
  const { values } = readFlags(
    {
      args: [...args],
      options: {
        listen: { type: 'string' },
        to: { type: 'string' },
        pcap: { type: 'string' },
        between: { type: 'string', default: 'clients' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    },
    `the flags are --listen, --to, --pcap and --between, as in ${EXAMPLE}`,
  )
  if (values.help) return 'help'
  const missing = (['listen', 'to', 'pcap'] as const).find(flag => values[flag] === undefined)
  if (missing !== undefined) throw new UsageError(`--${missing} is missing, as in ${EXAMPLE}`)
  const { listen = '', to = '', pcap: file = '', between } = values
  if (between !== 'clients' && between !== 'backends')
    throw new UsageError(`--between ${between}: clients or backends, which tells who is who in the capture`)
  const plan = { listen: toAddress(listen, '--listen'), to: toAddress(to, '--to'), file }
  if (plan.to.port === 0) throw new UsageError(`--to ${to}: a port from 1 to 65535, where somebody listens`)
  if (plan.listen.port === plan.to.port && plan.listen.host === plan.to.host)
    throw new UsageError(`--listen ${listen} and --to ${to} are the same: it would pass everything on to itself`)
  return { ...plan, target: between === 'clients' ? 'proxy' : 1 }
}

/** `9000`, `localhost:9000`, `[::1]:9000`. */
function toAddress(text: string, flag: string): { host: string; port: number } {
  const [, bracketed, name, port = ''] = /^(?:\[([^\]]+)\]:|([^:[\]\s/]+):)?(\d+)$/.exec(text) ?? []
  if (port === '') throw new UsageError(`${flag} ${text}: [HOST:]PORT, such as 9100 or 127.0.0.1:9000`)
  return { host: bracketed ?? name ?? DEFAULT_HOST, port: toPort(port, flag) }
}
