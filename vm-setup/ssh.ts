// How ssh reaches a VM of the lab. Pure; whoever needs it runs it.

export interface SshTarget {
  readonly user: string
  readonly port: number
  /** undefined: the person's own keys and passwords. */
  readonly key: string | undefined
  /** What is known of the VM's host key: not mixed with the person's own list. */
  readonly knownHosts: string
}

/** The words behind `ssh`, up to the command that is to be run in the VM. */
export function toSsh({ user, port, key, knownHosts }: SshTarget): string[] {
  return [
    ...['-p', String(port)],
    ...(key === undefined ? [] : ['-i', key, '-o', 'IdentitiesOnly=yes', '-o', 'BatchMode=yes']),
    // ssh takes a blank for the end of a file's name, unless it is quoted.
    ...['-o', `UserKnownHostsFile="${knownHosts}"`, '-o', 'StrictHostKeyChecking=accept-new'],
    ...['-o', 'ConnectTimeout=20', '-o', 'LogLevel=ERROR'],
    `${user}@127.0.0.1`,
  ]
}

/** ssh puts the words of a command together with blanks and gives them to the VM's shell, which takes them apart again. */
export function shellWord(word: string): string {
  return /^[\w./:=@%+,-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`
}
