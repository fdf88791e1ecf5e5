// Where a program of the bench finds itself. Types only.

export interface Place {
  /** Its own, for whatever its start needs to write. */
  readonly directory: string
  readonly port: number
  readonly backendPorts: readonly number[]
  /** So many may be open at once. */
  readonly connections: number
  /** Nobody shall close a connection for the number of its requests. */
  readonly unlimited: boolean
  /** Processes or threads, for those who know such a thing. */
  readonly workers: number
}

export interface BackendPlace extends Pick<Place, 'directory' | 'port' | 'connections'> {
  /** Behind so many it closes a connection. */
  readonly requests: number
  /** Of the server that answers late; undefined where none is needed. */
  readonly slowPort: number | undefined
}
