// Knows the three places of a command that are filled in at each start (CONTRACT "Starting a program").

export interface Places {
  readonly port: string
  readonly host: string
  readonly conf: string
}

/** The command with {port}, {host} and {conf} filled in, wherever in an argument they stand. Other braces are its own. */
export function fillIn([program, ...rest]: readonly [string, ...string[]], places: Places): [string, ...string[]] {
  const fill = (text: string) => text.replace(/\{(port|host|conf)\}/g, (_place, key: keyof Places) => places[key])
  return [fill(program), ...rest.map(fill)]
}
