// Stage 1: bytes in, the same bytes out.

import { echo } from './echo.ts'
import { listen } from './listener.ts'
import { runProgram } from './program.ts'
import { readSettings } from './settings.ts'

await runProgram(argv => listen(readSettings(argv), echo))
