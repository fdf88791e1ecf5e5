// Impostors of stage 1: echoes that lose, change or hold back bytes.
import type { Impostor } from './impostor.ts'

export const ECHO_IMPOSTORS: readonly Impostor[] = [
  {
    name: 'echo-decodes-utf8',
    stage: 1,
    sentence: 'takes bytes for text in UTF-8',
    changes: [
      {
        file: 'stages/01-echo/echo.ts',
        find: "socket.on('data', bytes => {",
        replace: "socket.setEncoding('utf8')\n  socket.on('data', bytes => {",
      },
    ],
    fails: [],
  },
  {
    name: 'echo-one-at-a-time',
    stage: 1,
    sentence: 'serves one client until it has gone, and the next one then',
    program: ['python3', 'grader/impostors/programs/one-at-a-time.py', '{host}', '{port}'],
    fails: [],
  },
]
