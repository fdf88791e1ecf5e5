// Web servers with pages behind the program, for checks from end to end: real nginx, embedded ones, or those of a conf file
// (such as the lab VM's). Types, and what nginx does unless it is told otherwise.

export interface Site {
  /** `embedded`, `nginx 1.22.1`, a conf file's path. */
  readonly name: string
  /** True where they are nginx as the course sets it up. */
  readonly isNginx: boolean
  /** Behind so many answers they close a connection. */
  readonly keepaliveRequests: number
  readonly addresses: readonly { readonly ip: string; readonly port: number }[]
  /** Kills the web server on this port; undefined where the lab may not, as in the VM. */
  readonly stopOne: ((port: number) => Promise<void>) | undefined
  readonly startOne: ((port: number) => Promise<void>) | undefined
  close(): Promise<void>
}

export interface SitePlan {
  /** How many web servers. */
  readonly count: number
  /** Where they are the lab's own; undefined: nginx's default. */
  readonly keepaliveRequests?: number | undefined
}

export type StartSite = (plan: SitePlan) => Promise<Site>

/** nginx's default of keepalive_requests. */
export const KEEPALIVE_REQUESTS = 1000

/** `http://127.0.0.1:8001` */
export function toOrigin({ ip, port }: { readonly ip: string; readonly port: number }): string {
  return `http://${ip.includes(':') ? `[${ip}]` : ip}:${port}`
}
