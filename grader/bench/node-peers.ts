// Knows how the two proxies on Node's own http server are started: small programs below programs/, on one thread.

import { fileURLToPath } from 'node:url'
import type { LaunchCommand } from '../subject.ts'
import type { Place } from './place.ts'

export const httpProxyBalancer = (place: Place): LaunchCommand => nodeProgram('http-proxy', place)
export const undiciBalancer = (place: Place): LaunchCommand => nodeProgram('undici-proxy', place)

function nodeProgram(name: string, { port, backendPorts, directory }: Place): LaunchCommand {
  const file = fileURLToPath(new URL(`programs/${name}.ts`, import.meta.url))
  return {
    argv: [process.execPath, '--disable-warning=DEP0060', file, String(port), ...backendPorts.map(String)],
    cwd: directory,
  }
}
