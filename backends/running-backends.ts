// The handle on backends that run in or under this process. Both kinds give the same one, so that whoever starts
// backends (the command line, a stage, a check) need not know which kind it has.

export interface RunningBackends {
  readonly kind: 'embedded' | 'nginx'
  /** The real ports, in the order asked for: a 0 has become a number. */
  readonly ports: readonly number[]
  /** One backend dies: its port refuses and its connections are cut. Resolves when that is so. */
  stop(port: number): Promise<void>
  /** It comes back on the same port. Resolves when it accepts connections. Rejects with BackendError. */
  start(port: number): Promise<void>
  /** All stop, and everything they wrote is removed. May be called twice. */
  close(): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

export type BackendFault = 'nginx-missing' | 'port-in-use' | 'port-refused' | 'start-failed'

/** Why backends could not be started. `message` is one line for a person: what, where, and how to mend it. */
export class BackendError extends Error {
  readonly fault: BackendFault

  constructor(fault: BackendFault, message: string) {
    super(message)
    this.name = 'BackendError'
    this.fault = fault
  }
}

/** `failure` of a listen on `host:port`, as a BackendError. */
export function listenError(failure: NodeJS.ErrnoException, host: string, port: number): BackendError {
  switch (failure.code) {
    case 'EADDRINUSE':
      return new BackendError(
        'port-in-use',
        `port ${port} on ${host} is in use: stop the program that has it, or choose another port`,
      )
    case 'EACCES':
      return new BackendError('port-refused', `port ${port} on ${host} is not allowed: choose one from 1024 up`)
    default:
      return new BackendError('start-failed', `cannot listen on ${host}:${port}: ${failure.message}`)
  }
}
