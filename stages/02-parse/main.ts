// Stage 2: bytes become a request, and the answer tells what was understood.

import { listen } from '../01-echo/listener.ts'
import { runProgram } from '../01-echo/program.ts'
import { readSettings } from '../01-echo/settings.ts'
import { giveAccount } from './account.ts'
import { readConf } from './conf.ts'

await runProgram(argv => {
  const settings = readSettings(argv)
  const conf = readConf(settings.conf)
  return listen(settings, socket => giveAccount(socket, conf))
})
